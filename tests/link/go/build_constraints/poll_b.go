//go:build !linux
// +build !linux

package os

func poll() {}
