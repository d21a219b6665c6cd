// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * In a guest: a control loop that notices when it was woken too late, freezes
 * the traces of host and guest at that moment and ends.
 *
 *	control-loop [PERIOD_US [DEADLINE_US [CYCLES]]]
 *
 * Every PERIOD_US (default 10000) it has to begin within DEADLINE_US (default
 * 1000).  Ends with status 0 after CYCLES (default 100; 0: never), with 2 when
 * a deadline was missed.
 */
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <kvmrt/gs.h>

#define NS_PER_US 1000
#define NS_PER_S 1000000000LL

/* What the events gs_log_data_guest and gs_log_data_host carry. */
struct miss {
	uint64_t cycle;
	int64_t late_ns;
};

static int64_t to_ns(const struct timespec *time)
{
	return time->tv_sec * NS_PER_S + time->tv_nsec;
}

/* Sleeps until a time of CLOCK_MONOTONIC and returns how late it was woken. */
static int64_t sleep_until(int64_t at_ns)
{
	struct timespec at = { at_ns / NS_PER_S, at_ns % NS_PER_S }, now;

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
		;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return to_ns(&now) - at_ns;
}

static void be_real_time(void)
{
	struct sched_param param = { .sched_priority = 50 };

	if (sched_setscheduler(0, SCHED_FIFO, &param) ||
	    mlockall(MCL_CURRENT | MCL_FUTURE))
		fprintf(stderr, "control-loop: not real time: %s\n", strerror(errno));
}

/*
 * The ping marks the moment in both traces, where it proves that their clocks are
 * related rightly; then the flush, before anything else writes over what we want
 * to see.
 */
static int missed(struct miss *miss, int64_t deadline_ns)
{
	char text[128];
	int flush;

	kvmrt_gs_ping(miss->cycle);
	flush = kvmrt_gs_xtrace_flush(KVMRT_GS_XTRACE_CPU_ALL) ? errno : 0;
	snprintf(text, sizeof(text),
		 "control-loop: cycle %llu began %lld us late, the deadline is %lld us",
		 (unsigned long long)miss->cycle,
		 (long long)miss->late_ns / NS_PER_US,
		 (long long)deadline_ns / NS_PER_US);
	puts(text);
	if (flush)
		fprintf(stderr, "control-loop: the host's trace was not saved: %s\n",
			strerror(flush));
	if (kvmrt_gs_xtrace_log_data(miss, sizeof(*miss)) || kvmrt_gs_log_msg(text))
		perror("control-loop: telling the host");
	return 2;
}

int main(int argc, char **argv)
{
	int64_t period_ns = (argc > 1 ? atoll(argv[1]) : 10000) * NS_PER_US;
	int64_t deadline_ns = (argc > 2 ? atoll(argv[2]) : 1000) * NS_PER_US;
	uint64_t cycles = argc > 3 ? strtoull(argv[3], NULL, 0) : 100;
	struct miss miss = { 0 };
	struct timespec now;
	int64_t at_ns;

	/* Asking opens the device: that must not be left for the bad moment. */
	if (!kvmrt_gs_xtrace_flush_available())
		fputs("control-loop: a missed deadline will not be in the host's trace\n",
		      stderr);
	kvmrt_gs_ping(0);
	be_real_time();
	puts("control-loop: running");
	fflush(stdout);
	clock_gettime(CLOCK_MONOTONIC, &now);
	at_ns = to_ns(&now);
	while (!cycles || miss.cycle < cycles) {
		at_ns += period_ns;
		miss.cycle++;
		miss.late_ns = sleep_until(at_ns);
		if (miss.late_ns > deadline_ns)
			return missed(&miss, deadline_ns);
		/* Here the loop's own work would be. */
	}
	printf("control-loop: %llu cycles in time\n", (unsigned long long)cycles);
	return EXIT_SUCCESS;
}
