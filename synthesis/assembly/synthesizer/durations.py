"""Adds the lengths of phonemes to the outputs of an ONNX model.

Both models compute the lengths and keep them inside. A serialized protocol buffer can be extended by
appending fields: repeated fields, here the nodes and outputs of the graph, are merged. The numbers below are
the field numbers of ``onnx.proto``.
"""

_GRAPH = 7
_NODE, _OUTPUT = 1, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_TYPE, _NODE_ATTRIBUTE = 1, 2, 3, 4, 5
_ATTRIBUTE_NAME, _ATTRIBUTE_INTEGER, _ATTRIBUTE_TYPE, _INTEGER = 1, 3, 20, 2
_VALUE_NAME, _VALUE_TYPE, _TENSOR, _ELEMENT, _FLOAT = 1, 2, 1, 1, 1


def output_of(tensor: str) -> bytes:
    """The bytes that give a serialized model one more output, ``durations``: ``tensor`` as float32."""
    attribute = _bytes(_ATTRIBUTE_NAME, b"to") + _number(_ATTRIBUTE_INTEGER, _FLOAT)
    attribute += _number(_ATTRIBUTE_TYPE, _INTEGER)
    node = _bytes(_NODE_INPUT, tensor.encode()) + _bytes(_NODE_OUTPUT, b"durations")
    node += (
        _bytes(_NODE_NAME, b"durations") + _bytes(_NODE_TYPE, b"Cast") + _bytes(_NODE_ATTRIBUTE, attribute)
    )
    value = _bytes(_VALUE_NAME, b"durations")
    value += _bytes(_VALUE_TYPE, _bytes(_TENSOR, _number(_ELEMENT, _FLOAT)))
    return _bytes(_GRAPH, _bytes(_NODE, node) + _bytes(_OUTPUT, value))


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(number: int) -> bytes:
    *leading, last = _septets(number)
    return bytes([*(septet | 0x80 for septet in leading), last])


def _septets(number: int) -> list[int]:
    septets = [number & 0x7F]
    while number := number >> 7:
        septets.append(number & 0x7F)
    return septets
