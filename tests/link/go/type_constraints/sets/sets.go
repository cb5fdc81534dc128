package sets

type Slice[E any] interface{ ~[]E }

type Pointer[T any] interface {
	*T
	Reset()
}

func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }

func Values[M ~map[K]V, K comparable, V any](m M) []V { return nil }

func First[S ~[]E, E any](s S) (e E, ok bool) { return }

func Last[S Slice[E], E any](s S) E { return s[len(s)-1] }

func Filter[S interface{ ~[]E }, E any](s S, keep func(E) bool) S { return s }

func Receive[C ~chan E, E any](c C) (e E) { return }

func Call[F ~func() R, R any](f F) R { return f() }

func Make[T any, P Pointer[T]]() P {
	p := P(new(T))
	p.Reset()
	return p
}

func Decode[T any, P interface {
	*T
	Reset()
}](text string) *T {
	var v T
	P(&v).Reset()
	return &v
}

func Each[S ~[]E, E interface{ Reset() }](s S) {
	for _, e := range s {
		e.Reset()
	}
	s[0].Reset()
}

func Concat[S ~[]E, E any](all ...S) S { return nil }

func Of[E any](all ...E) []E { return all }
