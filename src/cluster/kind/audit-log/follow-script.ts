/**
 * Runs in the node under `sh` (dash or busybox): prints what is appended to a log, in frames that say where each byte
 * stands, so that a cut stream can be taken up again at the very byte, also when the log was rotated meanwhile.
 *
 * Arguments: file, inode and offset to go on from (both empty: from the current end), seconds between looks.
 * A frame is a line `#kd INODE OFFSET LENGTH` and LENGTH bytes. `#kd lost INODE`: that file is gone before its end was
 * read. `#kd missing`: there is no log at the moment. `#kd alive`: nothing was written for five looks. The first frame is
 * empty: it says where reading begins, with the inode 0 where there is no log yet.
 *
 * It looks at sizes rather than running `tail -F`: a `tail` outlives the `exec` that started it, and does not say in
 * which file a line stood. It ends when its standard input closes, which happens however the client ends.
 */
export const FOLLOW_SCRIPT = `
file=$1 inode=$2 offset=$3 pause=$4 quiet=0
dir=\${file%/*} stem=\${file%.log} me=$$
exec 3<&0
{ cat <&3 >/dev/null; kill "$me" 2>/dev/null; } &
emit() {
  size=$(stat -c %s "$1" 2>/dev/null) || return 0
  [ "$size" -ge "$offset" ] || offset=0
  [ "$size" -gt "$offset" ] || return 0
  printf '#kd %s %s %s\\n' "$inode" "$offset" "$((size - offset))"
  tail -c "+$((offset + 1))" "$1" | head -c "$((size - offset))"
  offset=$size quiet=0
}
if [ -z "$inode" ]; then
  inode=$(stat -c %i "$file" 2>/dev/null)
  offset=$(stat -c %s "$file" 2>/dev/null || echo 0)
fi
printf '#kd %s %s 0\\n' "\${inode:-0}" "$offset"
while :; do
  current=$(stat -c %i "$file" 2>/dev/null)
  if [ -z "$current" ]; then
    printf '#kd missing\\n'
  elif [ "$current" = "$inode" ]; then
    quiet=$((quiet + 1))
    emit "$file"
    if [ "$quiet" -ge 5 ]; then
      printf '#kd alive\\n'
      quiet=0
    fi
  else
    old=$(find "$dir" -maxdepth 1 -inum "\${inode:-0}" 2>/dev/null | head -n 1)
    next=$file
    if [ -n "$old" ]; then
      emit "$old"
      for rotated in "$stem"-*.log; do
        if [ -e "$rotated" ] && [ "$rotated" \\> "$old" ]; then next=$rotated; break; fi
      done
    elif [ "\${inode:-0}" != 0 ]; then
      printf '#kd lost %s\\n' "$inode"
    fi
    inode=$(stat -c %i "$next" 2>/dev/null)
    offset=0
    continue
  fi
  sleep "$pause"
done
`;
