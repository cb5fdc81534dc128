#include "uv.h"
int use(struct handle *handle, struct stream *stream)
{
    return handle->type + handle->pending.length + stream->fd + stream->delayed_error + stream->last;
}
