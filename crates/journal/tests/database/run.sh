# Runs a database server for a test program, as the words after this name it, until that says a line or ends.
# Whoever ends the test program ends this one, too; the server is still stopped, and its directory removed.
trap '' TERM INT HUP
"$@" & server=$!
read -r line && left=kept
# A crash is one of all its processes; one that is left for a moment would keep the next start from beginning.
[ "$line" = KILL ] && others=$(cat /proc/$server/task/$server/children 2> /dev/null)
kill -s ${line:-INT} $server $others 2> /dev/null
wait $server
[ -n "$left" ] || rm -rf "$DIRECTORY"
