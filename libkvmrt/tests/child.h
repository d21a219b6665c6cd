/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes with a command line of the test's choice. */
#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

/* First in main(): does not return in such a process. */
void child_main(void);

/* Starts one: arguments to a NULL, the program's name among them. */
pid_t child_start(char *const argv[]);
void child_end(pid_t pid);

#endif /* CHILD_H */
