"""What Python's own POP3 client takes: everything, the newest headers, or a look that finds nothing new.

poplib_fetch.py everything|headers|check HOST PORT USER CA FOLDER, with the password in the environment. It does what its
documentation shows, one command at a time. FOLDER holds the messages, and in `seen` the ids of those that came.
"""

import os
import poplib
import ssl
import sys

HEADERS = 50

task, host, port, user, authority, folder = sys.argv[1:]
server = poplib.POP3_SSL(host, int(port), context=ssl.create_default_context(cafile=authority))
server.user(user)
server.pass_(os.environ["POP3_PASSWORD"])
listed = [line.split() for line in server.uidl()[1]]
if task == "headers":
    for number, _ in listed[-HEADERS:]:
        server.top(int(number), 0)
else:
    memory = os.path.join(folder, "seen")
    seen = set(open(memory, "rb").read().split()) if os.path.exists(memory) else set()
    new = [(number, uidl) for number, uidl in listed if uidl not in seen]
    if task == "check" and new:
        sys.exit("there is something new")
    for number, uidl in new:
        lines = server.retr(int(number))[1]
        with open(os.path.join(folder, number.decode()), "wb") as message:
            message.write(b"\r\n".join(lines) + b"\r\n")
    with open(memory, "ab") as ids:
        ids.writelines(uidl + b"\n" for _, uidl in new)
server.quit()
