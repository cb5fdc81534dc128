// +build windows,custom plan9

package os

func poll() {}

func Poll() { poll() }
