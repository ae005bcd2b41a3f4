"""What a piece of work takes by the clock and of the processors."""

import resource
import time


def processor():
    """Seconds that processors have spent on this process and on those that it has waited for, user and system."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def taken(work):
    """Seconds by the clock, and of the processors."""
    start, before = time.perf_counter(), processor()
    work()
    return time.perf_counter() - start, processor() - before
