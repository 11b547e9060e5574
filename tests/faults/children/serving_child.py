"""Answers every GET on the port of its first argument with the status in the file of its second."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Answering(BaseHTTPRequestHandler):
    """One answer to everything, read anew each time."""

    def do_GET(self) -> None:
        """Answer with the status that the file holds now."""
        self.send_response(int(Path(sys.argv[2]).read_text()))
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Answering).serve_forever()
