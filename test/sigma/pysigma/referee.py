"""The reference implementation as a referee: says of each rule whether pySigma takes it, and which events it matches.

Reads {"events": [...], "placeholders": {...}, "rules": [{"text": yaml, "match": bool}, ...]} from stdin, writes a list of {"error": text} or {"matches": [places]}.
pySigma parses rules and turns modifiers into typed values; it converts them for other products and matches nothing
itself. What each typed value means for a value of an event is written down here, as the specification has it.
"""

import json
import re
import sys
from datetime import datetime
from ipaddress import ip_address

from sigma.collection import SigmaCollection
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
    TimestampPart,
)

ORDER = {
    CompareOperators.LT: lambda a, b: a < b,
    CompareOperators.LTE: lambda a, b: a <= b,
    CompareOperators.GT: lambda a, b: a > b,
    CompareOperators.GTE: lambda a, b: a >= b,
}
PARTS = {
    TimestampPart.MINUTE: lambda t: t.minute,
    TimestampPart.HOUR: lambda t: t.hour,
    TimestampPart.DAY: lambda t: t.day,
    TimestampPart.WEEK: lambda t: t.isocalendar().week,
    TimestampPart.MONTH: lambda t: t.month,
    TimestampPart.YEAR: lambda t: t.year,
}
ABSENT = object()


def values_at(event, path):
    """The values of a field; a list stands for its elements."""
    found = event
    for key in path.split("."):
        found = found.get(key, ABSENT) if isinstance(found, dict) else ABSENT
        if found is ABSENT:
            return []
    return found if isinstance(found, list) else [found]


def text_of(value):
    return json.dumps(value) if isinstance(value, bool) else str(value)


def number_in(value):
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*", value, re.IGNORECASE):
            return None
        return int(value) if re.fullmatch(r"\s*[-+]?\d+\s*", value) else float(value)
    return value if isinstance(value, (int, float)) else None


def replaced(placeholder):
    if placeholder.name not in asked["placeholders"]:
        raise ValueError(f"the placeholder {placeholder.name} has no values")
    yield from (SigmaString(value) for value in asked["placeholders"][placeholder.name])


def pattern_of(string):
    parts = []
    for part in string.s:
        if part is SpecialChars.WILDCARD_MULTI:
            parts.append(".*")
        elif part is SpecialChars.WILDCARD_SINGLE:
            parts.append(".")
        elif isinstance(part, str):
            parts.append(re.escape(part))
        else:
            raise ValueError("a placeholder has no values")
    return re.compile("".join(parts), re.DOTALL | (0 if isinstance(string, SigmaCasedString) else re.IGNORECASE))


def part_of(value, part):
    try:
        return PARTS[part](datetime.fromisoformat(value.replace("Z", "+00:00")))
    except (AttributeError, ValueError):
        return None


def fits(wanted, value, event):
    """Whether one value of an event is what a typed value of a rule asks for."""
    if isinstance(wanted, SigmaExpansion):
        return any(fits(each, value, event) for each in wanted.values)
    if value is None:
        return False
    string = wanted.regexp if isinstance(wanted, SigmaRegularExpression) else wanted
    if isinstance(string, SigmaString) and string.contains_placeholder():
        return any(fits(each, value, event) for each in wanted.replace_placeholders(replaced))
    if isinstance(wanted, SigmaString):
        return pattern_of(wanted).fullmatch(text_of(value)) is not None
    if isinstance(wanted, SigmaTimestampPart):
        return part_of(value, wanted.timestamp_part) == wanted.number
    if isinstance(wanted, SigmaNumber):
        return text_of(value).lower() == str(wanted.number).lower()
    if isinstance(wanted, SigmaBool):
        return text_of(value).lower() == str(wanted.boolean).lower()
    if isinstance(wanted, SigmaRegularExpression):
        flags = sum(wanted.sigma_to_python_flags[flag] for flag in wanted.flags)
        return re.search(str(wanted.regexp), text_of(value), flags) is not None
    if isinstance(wanted, SigmaCIDRExpression):
        try:
            return ip_address(value) in wanted.network
        except ValueError:
            return False
    if isinstance(wanted, SigmaCompareExpression):
        part = getattr(wanted.number, "timestamp_part", None)
        number = part_of(value, part) if part else number_in(value)
        return number is not None and ORDER[wanted.op](number, wanted.number.number)
    if isinstance(wanted, SigmaFieldReference):
        return any(related(wanted, text_of(value).lower(), text_of(v).lower()) for v in values_at(event, wanted.field) if v is not None)
    raise TypeError(type(wanted).__name__)


def related(reference, text, other):
    if reference.starts_with and reference.ends_with:
        return other in text
    if reference.starts_with:
        return text.startswith(other)
    return text.endswith(other) if reference.ends_with else text == other


def holds(condition, event):
    if isinstance(condition, ConditionNOT):
        return not holds(condition.args[0], event)
    if isinstance(condition, ConditionAND):
        return all(holds(arg, event) for arg in condition.args)
    if isinstance(condition, ConditionOR):
        return any(holds(arg, event) for arg in condition.args)
    wanted = condition.value
    if not isinstance(condition, ConditionFieldEqualsValueExpression):
        return found_in(wanted, event)
    found = values_at(event, condition.field)
    if isinstance(wanted, SigmaExists):
        return (len(found) > 0) == wanted.exists
    if isinstance(wanted, SigmaNull):
        return len(found) == 0 or None in found
    return any(fits(wanted, value, event) for value in found)


def found_in(wanted, event):
    """A word is looked for in the whole message; an expression in each value as well, for it may be anchored."""
    if isinstance(wanted, SigmaRegularExpression):
        return any(fits(wanted, text, event) for text in [json.dumps(event, separators=(",", ":"), ensure_ascii=False), *texts_in(event)])
    if isinstance(wanted, SigmaExpansion):
        return any(found_in(each, event) for each in wanted.values)
    if isinstance(wanted, (SigmaNumber, SigmaBool)):
        wanted = SigmaString.from_str(str(wanted).lower())
    pattern = pattern_of(wanted)
    return any(pattern.search(text) for text in [json.dumps(event, separators=(",", ":"), ensure_ascii=False), *texts_in(event)])


def texts_in(value):
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_in(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts_in(inner)]
    return [] if value is None else [text_of(value)]


def judged(text, match, events):
    try:
        rules = SigmaCollection.from_yaml(text).rules
        if not match:
            return {"matches": []}
        conditions = [parsed.parsed for rule in rules for parsed in rule.detection.parsed_condition]
        return {"matches": [i for i, event in enumerate(events) if any(holds(c, event) for c in conditions)]}
    except Exception as error:  # whatever pySigma throws is its refusal
        return {"error": f"{type(error).__name__}: {error}"}


asked = json.load(sys.stdin)
json.dump([judged(rule["text"], rule["match"], asked["events"]) for rule in asked["rules"]], sys.stdout)
