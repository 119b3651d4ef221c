"""IP addresses and host names in a text: what nobody should have to say aloud (PRODUCT.md, section 3).

Every regular expression here is a single step over classes of characters, or counts to a fixed number, so that none
can go back over a text of any length.
"""

import ipaddress
import re
import unicodedata


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Where a host name may end. Written with a capital, most begin the next sentence: "works.It is back".
_TOP = _set("""
com org net edu gov mil int biz info mobi aero coop arpa app dev cloud tech xyz site online local internal
corp lan intra intranet home private localdomain test example invalid ad ae ar at au az ba be bg br by ca ch
cl cn co cr cy cz de dk dz ee eg es eu fi fr gb ge gr hk hr hu id ie il in io ir is it jp ke kr kz lt lu lv ma
me mk mt mx my ng nl no nz pe ph pk pl pt qa ro rs ru sa se sg si sk th tn to tr tv tw ua uk us uy ve vn za
""")
_NO_HOSTS = _set("asp.net ado.net vb.net paint.net db2")
# What machines are for. The second kind are words too: they need a leading zero or more parts of a name.
_ROLES = _set("srv svr sql db dc gw fw esx esxi vm nas san lb mx ns dns dhcp smtp prx prn hv pc")
_KINDS = _ROLES | _set("sw ap web app vpn prod prd stg uat proxy mail host node core desktop laptop server exch")
_TOKEN = re.compile(r"[^\s<>\"“”‘’'()\[\]{},;|=]+")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\w|\.\d)(?:[:/]\d{1,5}(?!\w|\.\d))?")
_LABELS = re.compile(r"[\w.\-]+")


def machine_names(text: str) -> tuple[str, ...]:
    """Find the IP addresses and host names in a text, as written, each once (PRODUCT.md, section 3).

    Addresses with port or prefix, hosts of URLs and shares, dotted names with a known ending, and bare names
    that number a machine (`lon-vpn-gw01`, `db01`). Mail addresses, times, dates and products are none.
    """
    found: dict[str, None] = {}
    for token in _TOKEN.findall(text):
        plain = unicodedata.normalize("NFKC", token)  # full-width digits are digits
        names = _names_in(plain.strip("*_~`.!?…"))
        found.update(dict.fromkeys(names if plain == token or not names else [token]))
    return tuple(found)


def _names_in(token: str) -> list[str]:
    if token.count(":") > 1 and (whole := next(filter(_is_address, (token, token.rstrip(":"))), "")):
        return [whole]
    names = [match.group() for match in _IPV4.finditer(token) if _is_address(match.group())]
    scheme, slashes, place = token.replace("\\", "/").partition("//")
    if slashes and (not scheme or scheme.endswith(":")):
        host = re.split(r"[/?#]", place)[0].rpartition("@")[2].partition(":")[0]
        return names if names or not host else [host]
    _, is_mail, domain = token.rpartition("@")
    parts = [] if is_mail and "." in domain else _LABELS.findall(domain)
    return names + [label for part in parts if _is_host(label := part.strip(".-_"))]


def _is_address(text: str) -> bool:
    """Ask ipaddress; leading zeros, which it refuses, are taken off, and so is the port of an IPv4 address."""
    if text.count(":") < 2:
        octets = text.replace(":", "/").partition("/")[0].split(".")
        text = ".".join(octet.lstrip("0") or "0" for octet in octets)
    try:
        ipaddress.ip_interface(text[:99])
    except ValueError:
        return False
    # `::` and `a::b` are valid, and come up in talk of programs; an address has more to it.
    return len(text) > 7 or any(map(str.isdigit, text))


def _is_host(name: str) -> bool:
    if "." not in name:
        return _is_machine(name.lower())
    *labels, top = name.split(".")
    known = top.lower() in _TOP or (len(labels) > 1 and len(top) == 2 and top.isalpha() and top.islower())
    if not known or not all(labels) or name.lower() in _NO_HOSTS or all(map(str.isdigit, labels)):
        return name.lower().startswith("www.")
    # A sentence that follows without a space begins with a capital; `a.m.in` has no name before its ending.
    sentence = (top[0].isupper() and not name.isupper()) or len(labels[-1]) < 2
    return top.lower() in {"com", "org", "net"} or not sentence


def _is_machine(name: str) -> bool:
    """Tell whether a bare name is numbered like a machine: by what it is for, or with a leading zero."""
    parts = name.replace("_", "-").split("-")
    stems = [part.rstrip("0123456789") for part in parts]
    numbers = [part[len(stem) :] for part, stem in zip(parts, stems, strict=True)]
    if name in _NO_HOSTS or not stems[0] or any(len(number) > 3 for number in numbers):
        return False
    numbered = {stem for stem, number in zip(stems, numbers, strict=True) if number}
    if numbered & _ROLES or not numbers[-1]:
        return bool(numbered & _ROLES)
    padded, many = len(numbers[-1]) > 1 and numbers[-1].startswith("0"), len(parts) > 2
    if len(parts) == 1:
        return padded and stems[0].endswith(tuple(_KINDS))
    has_role = not (_KINDS if padded or many else _ROLES).isdisjoint(stems) and stems[-1] in _KINDS | {""}
    return has_role or (padded and (len(stems[-1]) > 1 or (many and all(stems[:-1]))))
