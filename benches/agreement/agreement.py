"""How far Restante reads messages as others do: Python's email package, and whoever wrote lines like those of others.mjs.

python3 agreement.py FOLDER OURS.jsonl [OTHER.jsonl ...] [--show FIELD] [--limit N]

A field of a message agrees when one of the others reads the same. What is made alike before it is compared, because
programs define it differently, is written at the functions below, and nowhere else. It must not make anything else alike.
"""

import argparse
import email
import email.policy
import email.utils
import hashlib
import html
import json
import os
import re
import sys
import unicodedata
from collections import Counter
from datetime import timezone

FIELDS = ["subject", "from", "from name", "to", "cc", "date", "body", "attachments"]
MOST_CHARACTERS = 300_000
RAW = email.policy.default.clone(refold_source="none")


# --- Python's email package -----------------------------------------------------------------------------------------


def hashes(data):
    lines = data.replace(b"\r", b"").rstrip(b" \t\n\f")
    return {"sha256": hashlib.sha256(data).hexdigest(), "sha256_of_lines": hashlib.sha256(lines).hexdigest()}


def bytes_of(part):
    if part.get_content_maintype() == "message" and part.is_multipart():
        return b"".join(inner.as_bytes(policy=RAW) for inner in part.get_payload())
    return part.get_payload(decode=True) or b""


def text_of(part):
    if part is None:
        return ""
    try:
        return part.get_content()
    except Exception:
        return (part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def by_python(data):
    message = email.message_from_bytes(data, policy=email.policy.default)

    def people(name):
        field = message[name]
        return [[one.display_name, one.addr_spec] for one in field.addresses] if field is not None else []

    def date():
        try:
            found = message["date"].datetime
            found = found if found.tzinfo else found.replace(tzinfo=timezone.utc)
            return int(found.timestamp() * 1000)
        except Exception:
            return None

    page, plain = message.get_body(("html",)), message.get_body(("plain",))
    attachments = []
    leaves = [message] if not message.is_multipart() else list(leaves_of(message))
    for part in leaves:
        if part in (page, plain):
            continue
        attachments.append(
            {
                "name": part.get_filename() or "",
                "type": part.get_content_type(),
                "disposition": part.get_content_disposition() or "",
                "id": str(part["content-id"] or "").strip(" <>"),
                **hashes(bytes_of(part)),
            }
        )
    return {
        "subject": str(message["subject"] or ""),
        "from": people("from"),
        "sender": people("sender"),
        "to": people("to"),
        "cc": people("cc"),
        "date": date(),
        "html": re.sub(r"data:[^\"'\s)>]*", "", text_of(page), flags=re.I)[:MOST_CHARACTERS],
        "plain": text_of(plain)[:MOST_CHARACTERS],
        "attachments": attachments,
    }


def leaves_of(message):
    """Parts of multiparts; a message inside of it is one part."""
    for part in message.iter_parts():
        if part.get_content_maintype() == "multipart":
            yield from leaves_of(part)
        else:
            yield part


# --- What is made alike ---------------------------------------------------------------------------------------------

HIDDEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]")


def line(text):
    """Restante shows fields in one line, without characters that show nothing or turn the direction."""
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in HIDDEN.sub("", text))
    return " ".join(text.split())[:1000]


def address(text):
    """Case, and the spaces that RFC 5322 once allowed around dots."""
    return re.sub(r"\s+", "", line(text)).lower().strip("<>")


def addresses(people):
    return [address(one[1]) for one in people if len(one) > 1 and one[1]]


def file_name(text):
    """Names are made safe before they are shown, and unlike each other."""
    name = line(re.sub(r'[/\\:*?"<>|]', " ", unicodedata.normalize("NFC", text))).strip(". ").lower()
    name = re.sub(r"[. ]+(?=\.[^. ]{1,16}$)", "", name)
    name = re.sub(r"^_(?=con|prn|aux|nul|com\d|lpt\d)", "", name)
    name = re.sub(r" \(\d+\)(?=\.[^. ]{1,16}$|$)", "", name)
    return name[:100]


def characters(text):
    """Letters and digits of a text; spaces and marks are layout."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


SILENT = re.compile(
    r"<!--.*?(-->|\Z)|<(style|script|title|textarea|xmp|noframes|iframe)\b[^>]*>.*?(</\2\s*>|\Z)"
    r"|<(svg|select|button|object|template)\b[^>]*>.*?</\4\s*>",
    re.S | re.I,
)


def page_characters(page):
    """Those of a page that are shown by their elements."""
    return characters(html.unescape(re.sub(r"<[^>]*>", " ", SILENT.sub(" ", page))))


def pieces(text):
    return {text[at : at + 8] for at in range(max(1, min(len(text), 12_000) - 7))}


def is_alike(one, other):
    """Nine tenths of two texts are the same runs of eight characters, wherever they stand."""
    if not one or not other:
        return not one and not other
    one, other = pieces(one), pieces(other)
    return len(one & other) >= 0.9 * max(len(one), len(other))


def body(found):
    """What is shown: the page before the plain form, unless it says nothing."""
    page = page_characters(found["html"])
    has_picture = "<img" in found["html"].lower()
    if page or has_picture:
        return "html", page
    plain = characters(found["plain"])
    return ("plain", plain) if plain else ("nothing", "")


TEXTS = ("text/plain", "text/html", "text/enriched", "text/x-amp-html", "text/watch-html")


def attached(found, ours):
    """Names and bytes. Left out: pictures that the page shows (RFC 2392), texts without a name, which are read and not
    saved, and what a container held, as the others do not unpack it (and the container in its place)."""
    page = found.get("html", "")
    all_of = []
    for one in found["attachments"]:
        kind = one["type"]
        if not ours:
            if one["id"] and ("cid:" + one["id"]).lower() in html.unescape(page).lower():
                continue
            if kind in TEXTS and not one["name"] and one["disposition"] != "attachment":
                continue
        elif one["inner"]:
            continue
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or one["name"].lower() == "winmail.dat":
            continue
        by_lines = kind.startswith(("text/", "message/"))
        name = file_name(one["name"])
        # Restante names what has no name: by its subject, by what it is, or by a number.
        is_named_here = name in ("signature.asc", "smime.p7s") or re.match(r"attachment-\d+\.\w+$", name)
        if kind.startswith("message/") or kind == "text/rfc822-headers" or is_named_here:
            name = ""
        all_of.append((name, one["sha256_of_lines" if by_lines else "sha256"]))
    return sorted(all_of)


def facts(found, ours=False):
    # Where From holds no address, Restante shows the Sender. An address has an @; Python takes words for one.
    people = found["from"] + found.get("sender", [])
    sender = next((one for one in people if "@" in address(one[-1])), (people or [["", ""]])[0])
    return {
        "subject": line(found["subject"]),
        "from": address(sender[-1]),
        "from name": line(sender[0]).strip("\"' ")[:250],
        "to": addresses(found["to"]),
        "cc": addresses(found["cc"]),
        "date": found["date"] // 1000 if found["date"] is not None else None,
        "body": ours_body(found) if ours else body(found),
        "attachments": attached(found, ours),
    }


def ours_body(found):
    text = found["text"]
    return found["shown"], page_characters(text) if found["shown"] == "html" else characters(text)


def same(field, ours, theirs):
    if field == "body":
        # A page without a letter may have pictures that one program takes for content and another does not.
        if not ours[1] and not theirs[1]:
            return True
        return ours[0] == theirs[0] and is_alike(ours[1], theirs[1])
    return ours == theirs


# --- The count ------------------------------------------------------------------------------------------------------


def lines_of(path):
    with open(path, encoding="utf-8", errors="surrogatepass") as file:
        yield from map(json.loads, file)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("ours")
    options.add_argument("others", nargs="*")
    options.add_argument("--show", choices=FIELDS)
    options.add_argument("--limit", type=int, default=20)
    options = options.parse_args()
    names = ["python"] + [os.path.basename(path).removesuffix(".jsonl") for path in options.others]
    files = zip(lines_of(options.ours), *map(lines_of, options.others))
    messages, agreed, compared, alone, slowest = 0, Counter(), Counter(), Counter(), []
    failed, left = Counter(), options.limit
    for ours, *others in files:
        if any(other["file"] != ours["file"] for other in others):
            sys.exit(f"not of the same folder: {ours['file']}")
        messages += 1
        slowest.append((ours["ms"], ours["file"]))
        with open(os.path.join(options.folder, ours["file"]), "rb") as file:
            data = file.read()
        theirs = {}
        for name, found in zip(names, [None, *others]):
            try:
                theirs[name] = facts(by_python(data) if found is None else found)
            except Exception:
                failed[name] += 1
        mine = facts(ours, ours=True)
        for field in FIELDS:
            agree = [name for name, found in theirs.items() if same(field, mine[field], found[field])]
            # A date that nobody else reads is one that is not there: ours is when it was received.
            if not theirs or (field == "date" and all(found["date"] is None for found in theirs.values())):
                continue
            compared[field] += 1
            agreed[field] += bool(agree)
            alone.update((field, name) for name in agree)
            if field == options.show and not agree and left:
                left -= 1
                print(ours["file"], "\n    ours  ", str(mine[field])[:300])
                for name, found in theirs.items():
                    print(f"    {name:12}", str(found[field])[:300])
    print(f"{messages} messages; could not read: {dict(failed)}")
    print(f"{'field':12} {'compared':>9} {'agreed':>7} {'rate':>8}   " + "   ".join(names))
    for field in FIELDS:
        count = max(compared[field], 1)
        each = "   ".join(f"{alone[field, name] / count:{len(name)}.1%}" for name in names)
        print(f"{field:12} {compared[field]:9} {agreed[field]:7} {agreed[field] / count:8.2%}   {each}")
    slowest.sort(reverse=True)
    print("slowest:", ", ".join(f"{file} {ms} ms" for ms, file in slowest[:8]))


main()
