import { fieldsOf, type Disk, type Environment, type KernelStep, type Ret } from '../../contract/index.js';
import { Refusal, type Server } from './channel.js';
import { checkedNote, checkedParams, methodAt } from './checked.js';
import type { DriverMethod, DriverParams } from './messages.js';

/** Serves the suite's virtual disk to a driver; what is out of its range is refused. */
export class DiskServer implements Server {
  constructor(
    private readonly disk: Disk,
    private readonly environment: Environment,
    private readonly mayTrace: boolean,
  ) {}

  request(method: string, params: Record<string, unknown>): unknown {
    const name = methodAt('disk', method) as DiskMethod;
    const serve = SERVED[name] as (disk: Disk, params: unknown) => unknown;
    return serve(this.disk, checkedParams(name, params));
  }

  note(method: string, params: Record<string, unknown>): void {
    checkedNote(method, params, this.mayTrace ? ['trace'] : []);
    this.environment.trace(checkedStep(params));
  }
}

type DiskMethod = Exclude<DriverMethod, 'callee'>;

const SERVED: { readonly [M in DiskMethod]: (disk: Disk, params: DriverParams<M>) => unknown } = {
  isAllocated(disk, { sector }) {
    return disk.isAllocated(within(disk, sector, 1));
  },
  allocate(disk, { sector, count }) {
    return disk.allocate(within(disk, sector, count), count);
  },
  diskRead(disk, { sector, count }) {
    const { sectorSize } = disk.geometry;
    const first = within(disk, sector, count);
    const into = Buffer.alloc(sectorSize * count);
    const ret: Ret = disk.read(first, into);
    const length = typeof ret === 'number' ? ret * sectorSize : 0;
    return { ret, data: into.toString('base64', 0, length) };
  },
  diskWrite(disk, { sector, data }) {
    const { sectorSize } = disk.geometry;
    const from = Buffer.from(data, 'base64');
    if (from.length === 0 || from.length % sectorSize !== 0)
      throw new Refusal(`as data of diskWrite whole sectors of ${sectorSize} bytes, not ${from.length} bytes`);
    return disk.write(within(disk, sector, from.length / sectorSize), from);
  },
  flush(disk) {
    return disk.flush();
  },
  discard(disk, { sector }) {
    disk.discard(within(disk, sector, 0));
    return 0;
  },
  readInode(disk) {
    return disk.readInode();
  },
  writeInode(disk, record) {
    return disk.writeInode(record);
  },
};

/** The sector, if it and the count are not larger than the disk: what is a little outside the disk answers itself. */
function within({ geometry }: Disk, sector: number, count: number): number {
  if (sector <= geometry.sectors && count <= geometry.sectors) return sector;
  throw new Refusal(`sectors of a disk that has ${geometry.sectors}, not ${count} from ${sector} on`);
}

const LONGEST_FIELD = 40;
const isField = (value: unknown): value is number | string =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST_FIELD);

/** The step with the fields that it has by the contract, and no others: steps are kept. */
function checkedStep(params: Record<string, unknown>): KernelStep {
  const { fn, at } = params as { fn: string; at: string };
  const names = fieldsOf(fn, at);
  if (!names)
    throw new Refusal(`a kernel function and one of its events, not ${JSON.stringify({ fn, at }).slice(0, 100)}`);
  const fields: Record<string, number | string> = {};
  for (const name of names) {
    const value = params[name];
    if (!isField(value))
      throw new Refusal(`in a step ${fn} ${at} the fields ${names.join(', ')}: numbers or errno names`);
    fields[name] = value;
  }
  return { fn: fn as KernelStep['fn'], at, ...fields };
}
