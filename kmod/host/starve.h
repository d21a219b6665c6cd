/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVMRT_HOST_STARVE_H
#define KVMRT_HOST_STARVE_H

/* Says who keeps us waiting, from 5 s on, until stopped.  Not reentrant. */
void kvmrt_starve_watch_start(const char *what);
void kvmrt_starve_watch_stop(void);

#endif /* KVMRT_HOST_STARVE_H */
