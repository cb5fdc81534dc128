package main

func init() {}

func other() {}
