"""Discovery at scale: ``python -m loadtests.discovery_bench``. Exits with 1 when a limit is exceeded.

Fills its own Postgres with 500 workspaces: by default with a small installation, with ``--full`` with a large
one (1,000,000 candidates, 20,000,000 snapshots; ten minutes and 8 GB in ``var``). ``--keep`` keeps the data
for another run, which then uses it again. ``--only WORDS`` runs the cases with such a name.

A case that exceeds its limit is measured once more. Each line: the time of the SQL statements of one action
as the product sees it, the CPU time of the database server, and the CPU time of the product's process, in
ms. Each statement is explained, and a sequential scan of a large table is a failure.
``--explain`` prints the plan of each case's slowest statement.
"""

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING

from loadtests.discovery_servers import Stores

if TYPE_CHECKING:
    from loadtests.discovery_cases import Case
    from loadtests.discovery_world import Size
    from loadtests.sql_watch import Cost, Statement

_WORKSPACES = 23
# Tables with more rows must not be read from end to end.
_LARGE = 50_000
_EXPLAINED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")


def main(arguments: list[str] | None = None) -> int:
    """Load a world unless one was kept, and measure. Returns 1 when a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--full", action="store_true", help="1,000,000 candidates")
    parser.add_argument("--keep", action="store_true", help="keep the data")
    parser.add_argument("--only", default="", help="a part of the names of cases")
    parser.add_argument("--explain", action="store_true", help="print plans")
    options = parser.parse_args(arguments)
    stores = Stores("full" if options.full else "small")
    try:
        stores.start()
        failures = _run(stores, options)
    finally:
        _disconnect()
        stores.stop()
        if not options.keep:
            stores.delete()
    for failure in failures:
        sys.stdout.write(f"LIMIT EXCEEDED: {failure}\n")
    return 1 if failures else 0


def _run(stores: Stores, options: argparse.Namespace) -> list[str]:
    import django

    django.setup()
    from loadtests import discovery_world

    size = discovery_world.FULL if options.full else discovery_world.SMALL
    if not stores.is_loaded:
        began = time.perf_counter()
        discovery_world.load(size)
        stores.keep()
        sys.stdout.write(f"Loaded in {time.perf_counter() - began:.0f} s\n")
    counts = discovery_world.counts()
    for table, count in counts.items():
        sys.stdout.write(f"{count:>12,} {table}\n")
    large = {table for table, count in counts.items() if count > _LARGE}
    return _measure(options, size, large)


def _measure(options: argparse.Namespace, size: "Size", large: set[str]) -> list[str]:
    from loadtests import discovery_cases

    sys.stdout.write(f"{'':44}    n  SQL p50     p95     max  server p95  CPU p50     p95  statements\n")
    failures = []
    for case in discovery_cases.Cases(size=size, workspaces=_WORKSPACES).all():
        if options.only in case.name:
            costs = _costs_of(case)
            if _over(case, costs):
                # Once more, because other programs may have been busy.
                costs = _costs_of(case)
            failures += [*_over(case, costs), *_scans(case, costs, large)]
            if options.explain:
                _explain(costs)
    return failures


def _costs_of(case: "Case") -> list["Cost"]:
    """Run the case's actions, and print its line."""
    from loadtests.sql_watch import share, watching

    costs = []
    for action in case.actions:
        with watching() as cost:
            action()
        costs.append(cost)
    sql = [cost.sql_ms for cost in costs]
    server = [cost.server_ms for cost in costs]
    cpu = [cost.cpu_ms for cost in costs]
    sys.stdout.write(
        f"{case.name:44} {len(costs):4} {share(sql, 0.5):8.1f} {share(sql, 0.95):7.1f} {max(sql):7.1f} "
        f"{share(server, 0.95):11.1f} {share(cpu, 0.5):8.1f} {share(cpu, 0.95):7.1f} "
        f"{max(len(cost.statements) for cost in costs):11}\n"
    )
    sys.stdout.flush()
    return costs


def _over(case: "Case", costs: list["Cost"]) -> list[str]:
    from loadtests.sql_watch import share

    p95 = share([cost.sql_ms for cost in costs], 0.95)
    if case.limit_ms is None or p95 <= case.limit_ms:
        return []
    return [f"{case.name}: p95 of its SQL is {p95:.1f} ms, limit {case.limit_ms:g}"]


def _scans(case: "Case", costs: list["Cost"], large: set[str]) -> list[str]:
    from loadtests.sql_watch import plan_of, sequential

    found = []
    for each in _slowest(costs):
        read = sequential(plan_of(each), tables=large)
        if read:
            found.append(f"{case.name}: sequential scan of {', '.join(sorted(read))}: {each.sql[:200]}")
    return found


def _explain(costs: list["Cost"]) -> None:
    from loadtests.sql_watch import plan_of

    for worst in _slowest(costs)[:1]:
        sys.stdout.write(f"{worst.took_ms:.1f} ms {worst.sql} {worst.params}\n{json.dumps(plan_of(worst))}\n")


def _slowest(costs: list["Cost"]) -> list["Statement"]:
    """Return the slowest instance of each statement, slowest first."""
    slowest: dict[str, Statement] = {}
    for cost in costs:
        for each in cost.statements:
            known = slowest.get(each.sql)
            if each.sql.lstrip().startswith(_EXPLAINED) and (known is None or known.took_ms < each.took_ms):
                slowest[each.sql] = each
    return sorted(slowest.values(), key=lambda each: -each.took_ms)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
