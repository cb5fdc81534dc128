package p

// Level orders messages.
type Level int

// The levels.
const (
	Debug Level = iota
	Info        // usual
	Warn
	_
	Fatal
)

const Max, min = 10, -Max

const Text = "a text that is longer than what is shown in a signature, so its value is left out of it"

func (l Level) Above(o Level) bool { return l > o }

func ok() bool { return Info.Above(Debug) && Warn > min }
