# SPDX-License-Identifier: Apache-2.0
"""SCIP's messages as protobuf's own library reads them: its numbers and types, for what we exchange."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_T = descriptor_pb2.FieldDescriptorProto
STRING, INT, BOOL, MESSAGE = _T.TYPE_STRING, _T.TYPE_INT32, _T.TYPE_BOOL, _T.TYPE_MESSAGE

MESSAGES = {  # name: {field: (number, type or message, repeated)}
    "Index": {"metadata": (1, "Metadata", False), "documents": (2, "Document", True),
              "external_symbols": (3, "SymbolInformation", True)},
    "Metadata": {"version": (1, INT, False), "tool_info": (2, "ToolInfo", False), "project_root": (3, STRING, False),
                 "text_document_encoding": (4, INT, False)},
    "ToolInfo": {"name": (1, STRING, False), "version": (2, STRING, False), "arguments": (3, STRING, True)},
    "Document": {"relative_path": (1, STRING, False), "occurrences": (2, "Occurrence", True),
                 "symbols": (3, "SymbolInformation", True), "language": (4, STRING, False), "text": (5, STRING, False),
                 "position_encoding": (6, INT, False)},
    "Occurrence": {"range": (1, INT, True), "symbol": (2, STRING, False), "symbol_roles": (3, INT, False),
                   "override_documentation": (4, STRING, True), "syntax_kind": (5, INT, False),
                   "enclosing_range": (7, INT, True)},
    "SymbolInformation": {"symbol": (1, STRING, False), "documentation": (3, STRING, True),
                          "relationships": (4, "Relationship", True), "kind": (5, INT, False),
                          "display_name": (6, STRING, False), "signature_documentation": (7, "Document", False),
                          "enclosing_symbol": (8, STRING, False)},
    "Relationship": {"symbol": (1, STRING, False), "is_reference": (2, BOOL, False), "is_implementation": (3, BOOL, False),
                     "is_type_definition": (4, BOOL, False), "is_definition": (5, BOOL, False)},
}


def _index_class():
    file = descriptor_pb2.FileDescriptorProto(name="scip.proto", package="scip", syntax="proto3")
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, repeated) in fields.items():
            one = message.field.add(name=field, number=number,
                                    label=_T.LABEL_REPEATED if repeated else _T.LABEL_OPTIONAL)
            if isinstance(kind, str):
                one.type, one.type_name = MESSAGE, f".scip.{kind}"
            else:
                one.type = kind
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("scip.Index"))


Index = _index_class()
DEFINITION, IMPORT, WRITE, READ = 1, 2, 4, 8


def is_symbol(text):
    """Whether it is written by the grammar: scheme, manager, package, version, descriptors."""
    import re
    name = r"(?:[A-Za-z0-9_+$-]+|`(?:[^`]|``)+`)"
    descriptor = rf"(?:{name}[/#.:!]|{name}\((?:[A-Za-z0-9_+$-]*)\)\.|\[{name}\]|\({name}\))"
    return re.fullmatch(rf"(?:[^ ]|  )+ (?:[^ ]|  )+ (?:[^ ]|  )+ (?:[^ ]|  )+ (?:{descriptor})+", text) is not None
