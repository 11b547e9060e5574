"""Does not end when asked to; starts a child and prints that one's process number once it is ready."""

import signal
import subprocess
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with subprocess.Popen(["sleep", "600"]) as grandchild:
        sys.stdout.write(f"{grandchild.pid}\n")
        sys.stdout.flush()
