/** The C program as an Eta template. C11 with the calls of Linux; its output is one line. */
export const C_PROGRAM = String.raw`/*
<% it.head.forEach((line) => { -%>
 * <%= line %>
<% }) -%>
 *
 * Build: cc -std=c11 -o reproduce FILE.c     Run: ./reproduce DIRECTORY
 * It makes a file of its own in DIRECTORY, makes the calls, and removes the file.
 * Exit codes: 0 the calls conform; 1 they deviate; 2 they could not be made, or an earlier call went otherwise than in
 * the counterexample, so that nothing can be said.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
<% if (it.setId) { -%>
#include <linux/capability.h>
<% } -%>
<% if (it.limit !== null) { -%>
#include <signal.h>
<% } -%>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
<% if (it.limit !== null) { -%>
#include <sys/resource.h>
<% } -%>
#include <sys/stat.h>
<% if (it.setId) { -%>
#include <sys/syscall.h>
<% } -%>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum meaning { DEVIATES = 1, DIFFERS = 2 };
enum { INITIAL = -1, ZEROS = -2 };
#define SEED <%= it.seed %>u

/* Counts, offsets or sizes from low to high; an errno is its negative number. */
struct span {
  long long low, high;
};
/* Byte x of the file is byte x - start of what the source offers. */
struct origin {
  int source;
  long long start;
};
#define SPANS(...) (const struct span[]){__VA_ARGS__}, sizeof(const struct span[]){__VA_ARGS__} / sizeof(struct span)
#define ORIGINS(...) \
  (const struct origin[]){__VA_ARGS__}, sizeof(const struct origin[]){__VA_ARGS__} / sizeof(struct origin)

static const char *const CALLS[] = {<%= it.names %>};
static char path[4096];
static int fd[16];
<% if (it.limit !== null) { -%>
static struct rlimit unlimited;
static volatile sig_atomic_t xfsz;

static void on_xfsz(int signal)
{
  (void)signal;
  xfsz = 1;
}
<% } -%>

<%= it.parts %>

static void leave(void)
{
  unlink(path);
}

static void prepare(const char *directory)
{
  if (snprintf(path, sizeof path, "%s/woe-XXXXXX", directory) >= (int)sizeof path) {
    errno = ENAMETOOLONG;
    cannot(directory);
  }
  int number = mkstemp(path);
  if (number < 0)
    cannot(directory);
  atexit(leave);
<% if (it.content !== '') { -%>
<%= it.content %>
<% } -%>
  if (ftruncate(number, <%= it.size %>) != 0)
    cannot("ftruncate");
  if (fchmod(number, <%= it.mode %>) != 0)
    cannot("fchmod");
<% if (it.setId) { -%>
  if ((stat_of(number).st_mode & 07777) != <%= it.mode %>) {
    errno = EPERM;
    cannot("the set-id bits can't be set here");
  }
<% } -%>
  close(number);
  for (int slot = 0; slot < 16; slot++)
    fd[slot] = -1;
<% if (it.setId) { -%>
  have_fsetid(<%= it.fsetid %>);
<% } -%>
<% if (it.limit !== null) { -%>
  struct sigaction action = {.sa_handler = on_xfsz};
  if (sigaction(SIGXFSZ, &action, NULL) != 0)
    cannot("sigaction");
  if (getrlimit(RLIMIT_FSIZE, &unlimited) != 0)
    cannot("getrlimit");
  if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){<%= it.limit %>, unlimited.rlim_max}) != 0)
    cannot("setrlimit");
<% } -%>
}

int main(int argc, char **argv)
{
  if (argc != 2) {
    fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
    return 2;
  }
  prepare(argv[1]);
  long long ret;

<%= it.body %>
<% if (it.limit !== null) { -%>
  restore_limit();
<% } -%>
  printf("conforms: call <%= it.last %>, %s, stays within what is allowed\n", CALLS[<%= it.last %>]);
  return 0;
}
`;
