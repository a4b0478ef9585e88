"""Starts the emulator, and with CONTROL_PORT in the environment the workbench for state machines next to it."""
import os
import signal
import sys
import threading


def watch():
    # The emulator ends itself when its standard input closes, so it doesn't outlive a parent that ended abruptly.
    # os.read and not sys.stdin: a buffered reader that blocks in a thread upsets the interpreter's shutdown.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=watch, daemon=True).start()
# Keeps compiled files out of the repository.
sys.dont_write_bytecode = True

if 'CONTROL_PORT' in os.environ:
    import workbench
    workbench.start(int(os.environ['CONTROL_PORT']), int(os.environ['GATEWAY_PORT']), os.environ['AUTHORIZER'])

from ministack.app import main  # noqa: E402

main()
