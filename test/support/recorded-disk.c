// Loaded before the C library of a process under test: writes down, in their order, every rename and every sync that succeeded,
// one a line: "rename<TAB>from<TAB>to", "sync<TAB>path" for a file and "folder<TAB>path" for a folder. The file is named by RECORD_DISK.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void note(const char *line, int length) {
  const char *record = getenv("RECORD_DISK");
  if (!record || length <= 0) return;
  int file = open(record, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (file < 0) return;
  if (write(file, line, (size_t)length) != length) abort();
  close(file);
}

static int synced(int fd, int outcome) {
  char link[64], path[4096], line[4200];
  struct stat found;
  if (outcome != 0 || fstat(fd, &found) != 0) return outcome;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return outcome;
  path[length] = 0;
  note(line, snprintf(line, sizeof line, "%s\t%s\n", S_ISDIR(found.st_mode) ? "folder" : "sync", path));
  return outcome;
}

int fsync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return synced(fd, real(fd));
}

int fdatasync(int fd) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return synced(fd, real(fd));
}

int rename(const char *from, const char *to) {
  int (*real)(const char *, const char *) = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
  char line[8300];
  int outcome = real(from, to);
  if (outcome == 0) note(line, snprintf(line, sizeof line, "rename\t%s\t%s\n", from, to));
  return outcome;
}
