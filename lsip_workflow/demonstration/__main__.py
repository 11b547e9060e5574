"""`python -m lsip_workflow.demonstration`: the child of `lsip up --demo`."""

import sys

from lsip_workflow.demonstration import main

sys.exit(main())
