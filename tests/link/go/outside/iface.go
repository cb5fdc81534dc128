package outside

import (
	"io"
	"sync/atomic"
)

// WriteSyncer embeds what the project does not define.
type WriteSyncer interface {
	io.Writer
	Sync() error
}

// Unknown embeds what nobody knows here.
type Unknown interface {
	other.Thing
	Sync() error
}

type state struct {
	current atomic.Pointer[config]
}
