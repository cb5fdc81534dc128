package old

type Op uint8

type Info struct{}

type Entry interface {
	Operation() Op
}

type Result interface {
	Info() (*Info, error)
	Updates() <-chan *Info
}

type Named interface {
	Name() string
	Kept() Kept
}

type Kept struct{}
