package util

import "fmt"

func Name(s string) string { return fmt.Sprint(s) }
