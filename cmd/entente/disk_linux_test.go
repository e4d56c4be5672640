package main

import "syscall"

func mount(folder, size string) (unmount func() error, err error) {
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		return nil, err
	}
	return func() error { return syscall.Unmount(folder, syscall.MNT_DETACH) }, nil
}
