#!/bin/sh
# What runs in every terminal that is measured. Each line names a file to be shown, in the terminal's usual mode, or says `keys`: from then on
# every key is answered by a program, as editors and shells do, and not by the kernel.
stty -echo
echo in lines
while read -r line; do
  if [ "$line" = keys ]; then
    stty raw
    echo in keys
    exec cat
  fi
  cat "$line"
done
