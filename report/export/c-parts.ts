import type { Part } from './parts.js';

/** Functions of the C program, callees before callers; only those that a program uses are in it. */
export const C_PARTS: readonly Part[] = [
  {
    name: 'mixed',
    text: String.raw`static uint32_t mixed(uint32_t x)
{
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return x ^ (x >> 16);
}`,
  },
  {
    name: 'byte_of',
    text: String.raw`/* Byte i that a source offers: ZEROS, the INITIAL bytes of the file, or call k. Its high half tells them apart. */
static unsigned char byte_of(int source, long long i)
{
  if (source == ZEROS)
    return 0;
  uint32_t tag = source == INITIAL ? 1 : 2 + (uint32_t)source % 14;
  uint32_t salt = source == INITIAL ? 0x51ed27u : (uint32_t)source + 1;
  uint32_t phase = mixed(SEED ^ (salt * 0x9e3779b1u)) % 65536;
  return (unsigned char)(tag << 4 | (mixed((uint32_t)((phase + i) % 65536)) & 15));
}`,
  },
  {
    name: 'cannot',
    text: String.raw`static _Noreturn void cannot(const char *what)
{
  fprintf(stderr, "could not run: %s: %s\n", what, strerror(errno));
  exit(2);
}`,
  },
  {
    name: 'segment',
    text: String.raw`/* A segment of its own pages, the first at a page's start: what is not readable lies on pages that can't be read. */
static struct iovec segment(int source, long long from, size_t length, size_t readable)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t head = (readable + page - 1) / page * page;
  size_t tail = (length - readable + page - 1) / page * page;
  unsigned char *pages =
    mmap(NULL, head + tail + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED)
    cannot("mmap");
  unsigned char *bytes = tail > 0 ? pages + head - readable : pages;
  for (size_t i = 0; i < readable; i++)
    bytes[i] = byte_of(source, from + (long long)i);
  if (tail > 0 && mprotect(pages + head, tail + page, PROT_NONE) != 0)
    cannot("mprotect");
  return (struct iovec){bytes, length};
}`,
  },
  {
    name: 'room',
    text: String.raw`/* Memory to read into, aligned as O_DIRECT wants it. */
static unsigned char *room(size_t length)
{
  void *memory;
  if ((errno = posix_memalign(&memory, 4096, length > 0 ? length : 1)) != 0)
    cannot("posix_memalign");
  return memory;
}`,
  },
  {
    name: 'result',
    text: String.raw`/* What a call returned, an errno as its negative number. */
static long long result(long long returned)
{
  return returned < 0 ? -errno : returned;
}`,
  },
  {
    name: 'restore_limit',
    text: String.raw`/* The limit is not for what is printed. */
static void restore_limit(void)
{
  if (setrlimit(RLIMIT_FSIZE, &unlimited) != 0)
    cannot("setrlimit");
}`,
  },
  {
    name: 'fail',
    text: String.raw`static _Noreturn void fail(enum meaning meaning, int call, const char *what, const char *got, const char *allowed)
{
@RESTORE@  if (meaning == DEVIATES)
    printf("deviates: call %d, %s: %s is %s; allowed are only: %s\n", call, CALLS[call], what, got, allowed);
  else
    printf("can't tell: call %d, %s: %s is %s, but in the counterexample %s\n", call, CALLS[call], what, got, allowed);
  exit(meaning);
}`,
  },
  {
    name: 'one_of',
    text: String.raw`static void one_of(enum meaning meaning, int call, const char *what, long long got, const char *words,
                   const struct span *allowed, size_t count)
{
  char text[128];
  for (size_t i = 0; i < count; i++)
    if (got >= allowed[i].low && got <= allowed[i].high)
      return;
  if (got < 0)
    snprintf(text, sizeof text, "-1 (%s)", strerror((int)-got));
  else
    snprintf(text, sizeof text, what[0] == 'm' ? "0%llo" : "%lld", got);
  fail(meaning, call, what, text, words);
}`,
  },
  {
    name: 'between',
    text: String.raw`static void between(enum meaning meaning, int call, const char *what, long long got, long long low, long long high)
{
  char text[32], allowed[64];
  if (got >= low && got <= high)
    return;
  snprintf(text, sizeof text, "%lld", got);
  if (low == high)
    snprintf(allowed, sizeof allowed, "%lld", low);
  else
    snprintf(allowed, sizeof allowed, "%lld to %lld", low, high);
  fail(meaning, call, what, text, allowed);
}`,
  },
  {
    name: 'larger',
    text: String.raw`static long long larger(long long a, long long b)
{
  return a > b ? a : b;
}`,
  },
  {
    name: 'offset_of',
    text: String.raw`static long long offset_of(int number)
{
  off_t offset = lseek(number, 0, SEEK_CUR);
  if (offset < 0)
    cannot("lseek");
  return offset;
}`,
  },
  {
    name: 'stat_of',
    text: String.raw`static struct stat stat_of(int number)
{
  struct stat stat;
  if (fstat(number, &stat) != 0)
    cannot("fstat");
  return stat;
}`,
  },
  {
    name: 'raised',
    text: String.raw`/* Whether SIGXFSZ came or not during the last call. */
static void raised(enum meaning meaning, int call, int expected)
{
  if ((xfsz != 0) != expected)
    fail(meaning, call, "SIGXFSZ", xfsz ? "raised" : "not raised", expected ? "raised" : "not raised");
  xfsz = 0;
}`,
  },
  {
    name: 'same_time',
    text: String.raw`static int same_time(struct timespec a, struct timespec b)
{
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}`,
  },
  {
    name: 'unmoved',
    text: String.raw`static void unmoved(enum meaning meaning, int call, struct stat before, struct stat after)
{
  if (!same_time(before.st_mtim, after.st_mtim))
    fail(meaning, call, "mtime", "moved", "not moved");
  if (!same_time(before.st_ctim, after.st_ctim))
    fail(meaning, call, "ctime", "moved", "not moved");
}`,
  },
  {
    name: 'settle',
    text: String.raw`/* The clock of file times is coarse: wait until it has surely moved. */
static void settle(void)
{
  nanosleep(&(struct timespec){0, 50000000}, NULL);
}`,
  },
  {
    name: 'offers',
    text: String.raw`static int offers(struct origin origin, unsigned char byte, long long at)
{
  return byte == byte_of(origin.source, at - origin.start);
}`,
  },
  {
    name: 'name_of',
    text: String.raw`static const char *name_of(int source)
{
  static char text[2][32];
  static int turn;
  if (source == ZEROS)
    return "zeros";
  if (source == INITIAL)
    return "the initial bytes";
  turn = !turn;
  snprintf(text[turn], sizeof text[turn], "the bytes of call %d", source);
  return text[turn];
}`,
  },
  {
    name: 'wrong_byte',
    text: String.raw`static _Noreturn void wrong_byte(enum meaning meaning, int call, long long at, unsigned char byte,
                                 const struct origin *origins, size_t count)
{
  char what[48], got[16], allowed[256] = "";
  for (size_t i = 0; i < count; i++)
    snprintf(allowed + strlen(allowed), sizeof allowed - strlen(allowed), "%s%s", i > 0 ? " or " : "",
             name_of(origins[i].source));
  snprintf(what, sizeof what, "byte %lld", at);
  snprintf(got, sizeof got, "0x%02x", byte);
  fail(meaning, call, what, got, allowed);
}`,
  },
  {
    name: 'each_from',
    text: String.raw`/* Each byte of [from, to) of the file that was read comes from one of the origins. */
static void each_from(enum meaning meaning, int call, const unsigned char *bytes, long long position, long long got,
                      long long from, long long to, const struct origin *origins, size_t count)
{
  for (long long at = larger(from, position); at < to && at < position + got; at++) {
    size_t i = 0;
    while (i < count && !offers(origins[i], bytes[at - position], at))
      i++;
    if (i == count)
      wrong_byte(meaning, call, at, bytes[at - position], origins, count);
  }
}`,
  },
  {
    name: 'all_from',
    text: String.raw`/* All bytes of [from, to) that were read come from the same one of the origins. */
static void all_from(enum meaning meaning, int call, const unsigned char *bytes, long long position, long long got,
                     long long from, long long to, const struct origin *origins, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    long long at = larger(from, position);
    while (at < to && at < position + got && offers(origins[i], bytes[at - position], at))
      at++;
    if (at >= to || at >= position + got)
      return;
  }
  fail(meaning, call, "a sector", "torn", "all old or all new");
}`,
  },
  {
    name: 'have_fsetid',
    text: String.raw`/* Set-id bits stay or go by CAP_FSETID: the process must have it as the scenario's caller does. */
static void have_fsetid(int wanted)
{
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
  if (syscall(SYS_capget, &header, sets) != 0)
    cannot("capget");
  if (wanted && !(sets[0].effective & 1u << CAP_FSETID)) {
    errno = EPERM;
    cannot("this needs CAP_FSETID, which root has");
  }
  if (!wanted)
    sets[0].effective &= ~(1u << CAP_FSETID);
  if (syscall(SYS_capset, &header, sets) != 0)
    cannot("capset");
}`,
  },
  {
    name: 'store',
    text: String.raw`static void store(int number, int source, long long from, long long to)
{
  for (long long at = from; at < to;) {
    unsigned char bytes[4096];
    size_t count = 0;
    while (count < sizeof bytes && at + (long long)count < to) {
      bytes[count] = byte_of(source, at + (long long)count);
      count++;
    }
    ssize_t done = pwrite(number, bytes, count, (off_t)at);
    if (done <= 0)
      cannot("the initial content");
    at += done;
  }
}`,
  },
];
