"""Another process on the same log: `python -m tests.reliability.other_process URL FOLDER`.

Each line `ACCOUNT COMMAND` on stdin is carried out; the answer is `done`, `quiet` or the refusal's code.
"""

import sys

from domain.errors import ReviewError
from pdca.chance import SystemChance
from pdca.command_json import read_command
from tests.review import engine_on


def main(url, folder):
    engine = engine_on(url, folder, SystemChance())
    print("ready", flush=True)
    for line in sys.stdin:
        account, command = line.split(" ", 1)
        try:
            done = engine.do(read_command(command.encode()), account)
        except ReviewError as refused:
            print(refused.code, flush=True)
        else:
            print("done" if done.positions else "quiet", flush=True)
    engine.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
