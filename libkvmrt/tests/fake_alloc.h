/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that runs out when a test says so (--wrap). */
#ifndef FAKE_ALLOC_H
#define FAKE_ALLOC_H

/* The n-th allocation from now fails, once; 0: none. */
void fake_alloc_fails(int nth);

/* Did it, since then? */
int fake_alloc_failed(void);

#endif /* FAKE_ALLOC_H */
