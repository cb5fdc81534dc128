package list

type List[T any] struct {
	First T
	next  *List[T]
}

func Of[T any](all ...T) *List[T] { return nil }
func Zero[T any]() (zero T)       { return }

type Pair[A, B any] struct {
	a A
	b B
}

type Map[K comparable, V any] map[K]V

func From[T any](make func() T) *List[T] { return nil }

func Each[T, U any](all []T, f func(T) U) []U { return nil }
