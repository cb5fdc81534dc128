package p

import "context"

// Plain has a doc.
func Plain() {}

func two(a, b int) int { return a + b }

func many(ctx context.Context, names ...string) (n int, err error) {
	return len(names), nil
}

func unnamed(int, string) {}

func assembly(p *byte)

func results() (int, error) {
	return two(1, 2), nil
}

func init() { Plain() }

func init() { results() }
