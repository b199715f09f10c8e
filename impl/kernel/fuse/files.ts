import type { FileSpec } from '../../../contract/scenario.js';
import { ROOT, type Attributes, type SetAttributes } from './wire.js';

const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;

/** One file of the server, held in memory. */
export interface ServedFile {
  readonly nodeid: number;
  readonly name: string;
  content: Buffer;
  mode: number;
  uid: number;
  gid: number;
  readonly xattrs: Map<string, Buffer>;
  /** A block device lies on it: its pages are not cached, so that each request of the device comes here as it is. */
  readonly isImage: boolean;
}

/** The flat directory of the server. Each file has a number of its own, so that nothing is cached of another. */
export class Files {
  private readonly byName = new Map<string, ServedFile>();
  private readonly byNode = new Map<number, ServedFile>();
  private last = ROOT;

  add(
    content: Buffer,
    { mode, uid, gid }: Pick<FileSpec, 'mode' | 'uid' | 'gid'>,
    { image, capability }: { readonly image?: string; readonly capability?: Buffer } = {},
  ): ServedFile {
    const nodeid = ++this.last;
    const xattrs = new Map(capability ? [['security.capability', capability]] : []);
    const name = image ?? `file-${nodeid}`;
    const file: ServedFile = {
      nodeid,
      name,
      content,
      mode: S_IFREG + mode,
      uid,
      gid,
      xattrs,
      isImage: image !== undefined,
    };
    this.byName.set(file.name, file);
    this.byNode.set(nodeid, file);
    return file;
  }

  named(name: string): ServedFile | undefined {
    return this.byName.get(name);
  }

  node(nodeid: number): ServedFile | undefined {
    return this.byNode.get(nodeid);
  }

  /** The name goes; who has it open keeps it until `forget`. */
  remove(name: string): void {
    this.byName.delete(name);
  }

  forget(nodeid: number): void {
    const file = this.byNode.get(nodeid);
    if (file && this.byName.get(file.name) !== file) this.byNode.delete(nodeid);
  }
}

export const attributesOf = ({ nodeid, content, mode, uid, gid }: ServedFile): Attributes => ({
  nodeid,
  size: content.length,
  mode,
  uid,
  gid,
});

export const ROOT_ATTRIBUTES: Attributes = { nodeid: ROOT, size: 0, mode: S_IFDIR + 0o755, uid: 0, gid: 0 };

/** Stores bytes, growing the file with zeros. */
export function store(file: ServedFile, offset: number, bytes: Buffer): void {
  if (bytes.length === 0) return;
  resize(file, Math.max(file.content.length, offset + bytes.length));
  bytes.copy(file.content, offset);
}

export function change(file: ServedFile, { mode, size, uid, gid }: SetAttributes): void {
  if (size !== undefined) resize(file, size);
  file.mode = mode ?? file.mode;
  file.uid = uid ?? file.uid;
  file.gid = gid ?? file.gid;
}

function resize(file: ServedFile, size: number): void {
  const { content } = file;
  if (size <= content.length) file.content = content.subarray(0, size);
  else file.content = Buffer.concat([content, Buffer.alloc(size - content.length)]);
}
