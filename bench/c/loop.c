#include "loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static long long cpu_time(void)
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL +
		(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

int main(int argc, char **argv)
{
	int requests;

	if (argc < 2 || !start(atoi(argv[1])))
		return 1;
	while (scanf("%d", &requests) == 1) {
		long long bytes = 0;
		for (int i = 0; i < requests; i++) {
			long n = get();
			if (n < 0)
				return 1;
			bytes += n;
		}
		printf("%lld %lld\n", bytes, cpu_time());
		fflush(stdout);
	}
	return 0;
}
