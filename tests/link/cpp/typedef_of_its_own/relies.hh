#pragma once
inline int of(buffer_t *buffer) { return buffer->next() + buffer->length; }
