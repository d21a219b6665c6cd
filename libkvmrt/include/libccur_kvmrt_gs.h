/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The name under which programs that were written for the library of the
 * modelled product include the guest's side; new programs want <kvmrt/gs.h>.
 */
#ifndef LIBCCUR_KVMRT_GS_H
#define LIBCCUR_KVMRT_GS_H

#include <kvmrt/gs.h>

#endif /* LIBCCUR_KVMRT_GS_H */
