// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives the trace events their code.
 */
#define CREATE_TRACE_POINTS
#include "trace.h"
