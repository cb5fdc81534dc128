package queue

type Queue[T any] struct{ first T }

func (q *Queue[T]) Pop() (T, error) { return q.first, nil }

func (q *Queue[T]) First() T { return q.first }

func (q *Queue[T]) All(yield func(int, T) bool) {}

func (q *Queue[T]) Each() func(yield func(T) bool) { return nil }

type Option[T any] func(*Queue[T])

func With[T any](f func(T)) Option[T] { return nil }

func New[T any](options ...Option[T]) *Queue[T] { return nil }

func Sorted[T any](less func(a, b T) bool) *Queue[T] { return nil }

func Filled[T any](fill func() (T, error)) *Queue[T] { return nil }

func Curry[A, B any](f func(A) B) func(A) B { return f }

func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return nil }

func Both[A, B any](f func() (A, B)) func() (B, A) { return nil }
