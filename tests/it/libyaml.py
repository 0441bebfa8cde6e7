"""Generated YAML documents and what libyaml makes of them, for libyaml.rs: a line of JSON for each, with `text` and either `value` or `error`.

libyaml's events come through PyYAML, whose resolver says what a plain scalar is (YAML 1.1). From there on it is CloudFormation's: dates are text, a short
form is a function, a key is text and stands once. The same arguments, seed and count, give the same lines; with `-` in their place, documents are read
from the standard input, each a JSON string on a line.
"""

import json
import math
import random
import re
import sys

import yaml

FUNCTIONS = ["Ref", "Sub", "GetAtt", "Join", "Base64", "GetAZs", "Condition"]
TAG = "tag:yaml.org,2002:"
# The last three are what plain scalars can be; CloudFormation has no use for them.
TAGS = {TAG + name for name in ["str", "int", "float", "bool", "null", "map", "seq", "timestamp", "merge", "value"]}

# --- what libyaml reads -----------------------------------------------------------------------------------------------------------------------------


class Refused(Exception):
    """CloudFormation, or this project, takes no such template."""


class Loader(yaml.CSafeLoader):
    """Composes nodes by libyaml; what they are is said below."""


def scalar(loader, node):
    text, tag = node.value, node.tag
    if tag == TAG + "null":
        return None
    if tag == TAG + "bool":
        return loader.construct_yaml_bool(node) if text.lower() in loader.bool_values else text
    try:
        if tag == TAG + "int":
            return loader.construct_yaml_int(node)
        if tag == TAG + "float":
            number = loader.construct_yaml_float(node)
            return number if math.isfinite(number) else text
    except (IndexError, ValueError):
        return text
    return text


def value(loader, node):
    if node.tag.startswith("!") and len(node.tag) > 1:
        return function(loader, node)
    if node.tag not in TAGS:
        raise Refused("unknown tag")
    if isinstance(node, yaml.ScalarNode):
        return scalar(loader, node)
    if isinstance(node, yaml.SequenceNode):
        return [value(loader, item) for item in node.value]
    own, merged = {}, []
    for key_node, value_node in node.value:
        read = value(loader, value_node)
        if key_node.tag == TAG + "merge":
            for more in read if isinstance(read, list) else [read]:
                if not isinstance(more, dict):
                    raise Refused("<< takes maps")
                merged.append(more)
            continue
        name = key(loader, key_node)
        if name in own:
            raise Refused("a key stands twice")
        own[name] = read
    for more in merged:
        for name, read in more.items():
            own.setdefault(name, read)
    return own


def key(loader, node):
    read = value(loader, node)
    if isinstance(read, bool):
        return "true" if read else "false"
    if isinstance(read, (int, float)):
        return str(read)
    if not isinstance(read, str):
        raise Refused("no text in place of a key")
    return read


def function(loader, node):
    name = node.tag[1:]
    if name not in FUNCTIONS:
        raise Refused("unknown tag")
    if isinstance(node, yaml.ScalarNode):
        argument = node.value
    else:
        plain = "map" if isinstance(node, yaml.MappingNode) else "seq"
        argument = value(loader, type(node)(TAG + plain, node.value))
    if name == "GetAtt" and isinstance(argument, str):
        if "." not in argument:
            raise Refused("no attribute")
        argument = argument.split(".", 1)
    return {name if name in ("Ref", "Condition") else "Fn::" + name: argument}


def read(text):
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise Refused("empty")
        read = value(loader, node)
        if not isinstance(read, dict):
            raise Refused("no map of sections")
        return {"value": read}
    except (yaml.YAMLError, Refused, RecursionError) as error:
        return {"error": " ".join(str(error).split())}
    finally:
        loader.dispose()


# --- documents --------------------------------------------------------------------------------------------------------------------------------------


class Maker:
    WORDS = ["a", "b", "key", "x y", "arn:aws:s3", "é", "a#b", "日本", "${AWS::Region}", "http://x", "it''s", "0x1", "-", "=", "~"]
    SCALARS = [
        "010", "0777", "-012", "012345670123", "098765432109", "0o17", "0x1F", "0X1F", "-0xff_ff", "0b101", "0b2", "0b", "0x", "1_000", "_1", "1__0_", "0_7",
        "1:30", "190:20:30", "-1:30", "00:30", "1:60", "1:2:3.5", "20:30.15", "9223372036854775808", "123456789012345678901234567890", "-0", "+3", "0",
        "1.5", "1.", ".5", "-.5", "+.5", "1.10", "007.5", "1e3", "1.5e3", "1.5e+3", "1.5E-3", "1.e+2", "1_0.2_5", "._1", ".inf", "-.Inf", ".NaN", ".", "..",
        "yes", "No", "ON", "oFF", "y", "n", "true", "FALSE", "tRue", "null", "Null", "~", "2010-09-09", "2010-09-09T10:00:00Z", "12:30:45", "=", "-", "+", "0.0",
        "1,000", "10.0.0.0/16", "1.2.3", "0xFFFFFFFFFFFFFFFFFFFFFFFF", "0b1111111111111111111111111111111111111111111111111111111111111111111111111", "1e", "e1",
    ]

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.anchors = 0

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, items):
        return self.random.choice(items)

    def words(self, most=4):
        return " ".join(self.pick(self.WORDS) for _ in range(self.random.randint(1, most)))

    def indent(self, depth):
        """Before a line that goes on: deeper than what is around, as deep, or less."""
        if self.chance(0.7):
            return " " * self.pick([depth, depth + 1, depth + 2, depth + 4, max(0, depth - 1), max(0, depth - 2), 0])
        return self.pick(["", "\t", " \t", "  ", "      "])

    def quoted(self, depth):
        quote = self.pick("'\"")
        text = ""
        for number in range(self.random.randint(1, 4)):
            if number:
                text += self.pick(["", "", " ", "\t", "\\" if quote == '"' else ""]) + self.pick(["\n"] * 6 + ["\r\n", "\n\n", "\n \n", "\n\t\n"]) + self.indent(depth)
            words = self.words(3)
            if quote == '"':
                words = self.pick([words, words, words + "\\n", "\\t" + words, "\\\"" + words, words + "\\x41", "\\u00e9\\\\", "{ " + words + " }", "# " + words])
            text += words
        if self.chance(0.3):
            text += "\n" + self.indent(depth)
        # A line that begins with --- or ... would end the document.
        text = "\n".join(line if number == 0 or not line.startswith(("---", "...")) else "x" + line for number, line in enumerate(text.split("\n")))
        return quote + text + quote

    def plain(self, depth):
        text = self.pick(["a", "b", "key", "arn:aws:s3", "é", "x"])
        if self.chance(0.5):
            text += " " + self.pick(["a#b", "b", "it's", "http://x", "${A}", "-", "1"])
        for _ in range(self.pick([0, 0, 1, 2])):
            text += self.pick(["\n", "\n", "\n\n"]) + " " * (depth + self.random.randint(1, 3)) + self.pick(["more", "a b", "1", "#no" if self.chance(0.05) else "b#"])
        return text

    def block(self, depth):
        deeper = self.pick([1, 2, 2, 2, 4])
        explicit = self.chance(0.15)
        head = self.pick("|>") + self.pick([(str(deeper) if explicit else "") + sign for sign in ["", "-", "+"]]) + self.pick(["", "", " # said", " "])
        lines = []
        for number in range(self.random.randint(0, 5)):
            if number and self.chance(0.2):
                lines.append(self.pick(["", " " * self.random.randint(0, depth)]))
                continue
            more = "" if number == 0 and not explicit else self.pick(["", "", " ", "  ", "\t"])
            lines.append(" " * (depth + deeper) + more + self.pick(["text", "a: b", "- c", "# no comment", "'q'", "\"", "${x}", "é"]))
        end = self.pick(["\n"] * 5 + ["\r\n", "\n\n", ""])
        return head + "\n" + "\n".join(lines) + end

    def flow(self, depth, level=0):
        roll = self.random.random()
        if level > 2 or roll < 0.35:
            return self.pick(["a", "b", "'x'", '"y"', "1", "x y", "010", "a:b", "!Ref A", "!GetAtt A.Arn", "!Sub '${A}'", self.anchor() + "a", self.quoted(depth)])
        space = lambda: self.pick(["", "", " ", "\n" + " " * (depth + 2), "\n", "\n" + " " * depth, " # said\n "])
        items = self.random.randint(0, 3)
        if roll < 0.7:
            return "[" + space() + ("," + space()).join(self.flow(depth, level + 1) for _ in range(items)) + space() + "]"
        entries = [f"{self.pick(['a', 'b', 'c d'])}{number}: " + self.flow(depth, level + 1) for number in range(items)]
        if entries and self.chance(0.3):
            entries[0] = '"quoted":' + self.flow(depth, level + 1)
        return "{" + space() + ("," + space()).join(entries) + space() + "}"

    def anchor(self):
        self.anchors += 1
        return f"&a{self.anchors} "

    def tag(self):
        return self.pick(["!Ref ", "!Sub ", "!!str ", "!Base64 "]) if self.chance(0.2) else ""

    def scalar(self, depth):
        roll = self.random.random()
        if roll < 0.4:
            return self.tag() + self.quoted(depth)
        if roll < 0.55:
            return self.tag() + self.plain(depth)
        if roll < 0.7:
            return self.pick(["", "", "", "!!str ", "!Sub "]) + self.pick(self.SCALARS)
        if roll < 0.85:
            return self.tag() + self.block(depth)
        return self.pick(["", "", "!Join ", "!Sub "]) + self.flow(depth)

    def node(self, depth, level):
        """What stands behind a key or a dash, with the end of its line."""
        if level > 3 or self.chance(0.5):
            text = self.scalar(depth)
            return " " + text + ("" if text.endswith("\n") else self.pick(["\n", "\n", " # said\n", " \n", "\r\n"]))
        head = self.pick(["", "", " !Sub", " " + self.anchor().rstrip()]) + self.pick(["\n", "\n", " # said\n", "\n\n", "\n# said\n"])
        deeper = depth + self.pick([2, 2, 2, 1, 4])
        if self.chance(0.6):
            return head + self.mapping(deeper, level + 1)
        return head + self.sequence(self.pick([depth, deeper]), level + 1)

    def mapping(self, depth, level):
        text = ""
        for number in range(self.random.randint(1, 4)):
            key = self.pick(["a", "b", "key", '"q k"', "'s'", "Fn::Sub", "é", "x y", "? e"]) if self.chance(0.85) else self.pick(self.SCALARS[:20] + ["yes", "Off", "1.5"])
            key = key[:-1] + str(number) + key[-1] if key[-1] in "'\"" else key if key in self.SCALARS else key + str(number)
            if key.startswith("? "):
                text += " " * depth + key + "\n" + " " * depth + ":" + self.node(depth, level)
            else:
                text += " " * depth + key + self.pick([":", ":", ":", " :"]) + self.node(depth, level)
        return text

    def sequence(self, depth, level):
        text = ""
        for _ in range(self.random.randint(1, 3)):
            if self.chance(0.3):
                text += " " * depth + "- " + self.mapping(depth + 2, level + 1).lstrip(" ")
            elif self.chance(0.15):
                text += " " * depth + "- " + self.sequence(depth + 2, level + 1).lstrip(" ")
            else:
                text += " " * depth + "-" + self.node(depth, level)
        return text

    def document(self):
        head = self.pick([""] * 8 + ["---\n", "%YAML 1.1\n---\n", "# said\n", "\ufeff", "\n\n"])
        text = head + self.mapping(0, 0) + self.pick([""] * 8 + ["...\n", "# said", "\n"])
        if self.chance(0.15):
            text = text.rstrip("\r\n")
        if self.chance(0.2):
            place = self.random.randrange(len(text) + 1)
            changed = text[:place] + self.pick(["", " ", "\n", ":", "-", '"', "'", "#", ",", "[", "{", "|"]) + text[place + self.random.randint(0, 1):]
            # Directives and the names of anchors are known to be read otherwise.
            if not re.search(r"^%(?!YAML 1\.1\n)|&a?\d*[^\w\s]", changed):
                text = changed
        return text


def main():
    if sys.argv[1] == "-":
        texts = map(json.loads, sys.stdin)
    else:
        maker = Maker(int(sys.argv[1]))
        texts = (maker.document() for _ in range(int(sys.argv[2])))
    for text in texts:
        sys.stdout.write(json.dumps({"text": text, **read(text)}) + "\n")


if __name__ == "__main__":
    main()
