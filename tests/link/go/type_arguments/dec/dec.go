package dec

func Decode[T any](b []byte) (T, error) { panic(0) }

func Pair[A, B any](a A, b B) (B, A) { return b, a }

type Store[T any] struct{}

func Of[T any](name string) Store[T] { return Store[T]{} }

func (s Store[T]) Get() *T { return nil }

type Box[T any] struct{ In T }

const Key = "key"

var Table map[string]func(any) Result

type Result struct{}

func (r Result) Check() {}
