package util

func U() {}
