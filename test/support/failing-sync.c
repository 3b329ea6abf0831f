// Loaded before the C library of a process under test: while the file named by FAIL_SYNC_WHILE is there, every sync of a
// file whose path ends in FAIL_SYNC_OF fails with EIO, and one octet more lies in the file named by FAIL_SYNC_COUNT.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
  const char *while_there = getenv("FAIL_SYNC_WHILE"), *end = getenv("FAIL_SYNC_OF"), *count = getenv("FAIL_SYNC_COUNT");
  if (!while_there || !end || !count || access(while_there, F_OK) != 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  size_t suffix = strlen(end);
  if ((size_t)length < suffix || strcmp(path + length - suffix, end) != 0) return 0;
  int counter = open(count, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (counter >= 0) {
    if (write(counter, "x", 1) != 1) abort();
    close(counter);
  }
  errno = EIO;
  return 1;
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return fails(fd) ? -1 : real(fd);
}
