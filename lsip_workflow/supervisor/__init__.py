"""What `lsip up` stands on: child processes that are started, watched, started again and stopped in order.

Four answers, a file each: `children` (what a child is, and the arithmetic of starting again), `claims` (the
data and the ports are ours alone), `life` and `watch` (one process; one child through all its processes),
`standing` (what the pages and `lsip status` read). `loop` turns them; `guardian` ends the children of a
killed supervisor. Unix only: sessions, groups and file locks are used throughout.
"""

from lsip_workflow.supervisor.children import Child, State
from lsip_workflow.supervisor.claims import DataInUse, DataLock, PortTaken, free_port, free_ports
from lsip_workflow.supervisor.loop import Supervisor
from lsip_workflow.supervisor.standing import Standing, standings

__all__ = [
    "Child",
    "DataInUse",
    "DataLock",
    "PortTaken",
    "Standing",
    "State",
    "Supervisor",
    "free_port",
    "free_ports",
    "standings",
]
