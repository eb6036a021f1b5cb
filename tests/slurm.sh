#!/usr/bin/env bash
# The scripts that `realpolitik slurm` writes, on a real Slurm: one node on this machine, in a temporary folder with a hostile
# name, taken down again at the end. A task is cancelled midway and another is sent to the queue again; the merge then says
# what is missing and how it is computed; that is run, and the result must be the files of the same run in one place.
# Needs Debian's slurm-wlm and munge; `./tests/slurm.sh PROGRAM`.
set -euo pipefail
program=$(realpath "${1:-target/release/realpolitik}")
export PATH=$PATH:/usr/sbin

base=$(mktemp -d)
export SLURM_CONF=$base/slurm.conf
work="$base/it's a %a \"folder\""
mkdir -p "$work" "$base"/{munge,state,spool,log}
chmod 755 "$base"

down() {
    timeout 5 scancel --user="$(id -un)" 2>/dev/null && sleep 1 || true # On the Slurm of SLURM_CONF, and no other.
    for pid in "$base"/{slurmd,slurmctld,munge/munged}.pid; do
        if [ -f "$pid" ]; then kill "$(cat "$pid")" || true; fi
    done
    sleep 0.5
    rm -rf "$base"
}
trap down EXIT

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    tail -n 5 "$base"/log/* "$experiment"/slurm/logs/* >&2 || true
    exit 1
}

# wait_for SECONDS WHAT COMMAND...: until it succeeds.
wait_for() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $end ] || fail "no $what in time"
        sleep 0.1
    done
}

# Ports of our own, so that two of these do not meet; everything listens on the loopback alone.
port=$((20000 + $$ % 10000 * 2))
host=${HOSTNAME%%.*}
cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$base/munge/socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$base/state
SlurmdSpoolDir=$base/spool
SlurmctldPidFile=$base/slurmctld.pid
SlurmdPidFile=$base/slurmd.pid
SlurmctldLogFile=$base/log/slurmctld
SlurmdLogFile=$base/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,sched_min_interval=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=node1 Default=YES MaxTime=INFINITE State=UP
CONF

up() {
    dd if=/dev/urandom of="$base/munge/key" bs=1024 count=1 status=none
    chmod 400 "$base/munge/key"
    munged --key-file="$base/munge/key" --socket="$base/munge/socket" --pid-file="$base/munge/munged.pid" \
        --log-file="$base/munge/log" --seed-file="$base/munge/seed"
    slurmctld -c -f "$SLURM_CONF"
    slurmd -f "$SLURM_CONF" -N node1
}

idle() { [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ]; }
in_queue() { squeue --noheader --jobs="$1" 2>/dev/null | grep -q .; }
waits() { [ "$(squeue --noheader --jobs="$1" --format=%T)" = PENDING ]; }
gone() { ! in_queue "$1"; }
job() { sed -n "s/^$1 //p" "$experiment/slurm/jobs" | tail -n 1; }
kept() { find "$experiment/parts/$1/blocks" -name '*.block' 2>/dev/null | wc -l; }
has_kept() { [ "$(kept "$1")" -gt 0 ]; }

# The same experiment in one place. The scenario extends another: both are changed below while the tasks run.
cd "$work"
experiment=$work
printf 'format = 1\nextends = "builtin:two-actors"\nname = "base"\n' >base.toml
printf 'format = 1\nextends = "base.toml"\nname = "on-a-cluster"\n' >scenario.toml
run=(run scenario.toml --runs 400000 --seed 42 --rows outcomes --format svg)
(mkdir whole && cd whole && cp ../*.toml . && "$program" "${run[@]}" --quiet)
whole=$(echo "$work"/whole/output/on-a-cluster/*)

up
wait_for 20 "idle node" idle
"$program" slurm --array 4 --time 00:05:00 --partition main --mem 300M --cpus-per-task 1 \
    --sbatch '--comment=two words #1' --submit -- "${run[@]}"
experiment=$(echo "$work"/output/on-a-cluster/*)
[ "$(basename "$experiment")" = "$(basename "$whole")" ] || fail "another folder than the run in one place has"
echo 'not a scenario any more' | tee base.toml >scenario.toml
array=$(job array) merge=$(job merge)

# One task is cancelled midway and another is sent back to the queue.
wait_for 30 "block of task 1" has_kept 1-of-4
wait_for 30 "block of task 2" has_kept 2-of-4
"$program" status "$experiment" | tee status
grep -q '  of 4 tasks: 0 done, 2 running, 2 pending, 0 failed' status || fail "status while tasks run"
first=$(stat --format=%i "$experiment/parts/1-of-4/blocks/00000000.block")
scontrol requeue "${array}_1"
scancel "${array}_2"
wait_for 20 "task 1 in the queue" waits "${array}_1"
scontrol update JobId="${array}_1" StartTime=now # Otherwise Slurm waits for two minutes.
scontrol show job "${array}_3" | grep -q 'Comment=two words #1' || fail "an option of sbatch was not passed on"

wait_for 90 "end of the array" gone "$array"
wait_for 30 "end of the merge" gone "$merge"
scontrol show job "${array}_1" | grep -q 'Restarts=1' || fail "task 1 was not sent back"
[ "$(stat --format=%i "$experiment/parts/1-of-4/blocks/00000000.block")" = "$first" ] || fail "task 1 began anew"
[ "$(kept 2-of-4)" -gt 0 ] || fail "the cancelled task lost its blocks"
grep -q 'stopped: .* blocks are done and kept' "$experiment/slurm/logs/${array}_2.log" || fail "SIGTERM did not arrive"
scontrol show job "$merge" | grep -q 'ExitCode=2:0' || fail "the merge did not end with exit code 2"
[ ! -e "$experiment/manifest.json" ] || fail "parts were put together though one is missing"

# What is missing, as the merge says.
cat "$experiment/slurm/logs/merge_$merge.log"
command=$(sed -n 's/^ *\(sh .* --array=.*\)$/\1/p' "$experiment/slurm/logs/merge_$merge.log")
[[ $command == *" --array=2" ]] || fail "the merge names another command: $command"
"$program" status "$experiment" | tee status
grep -q '  of 4 tasks: 3 done, 0 running, 0 pending, 1 failed' status || fail "status after the cancellation"
grep -qF "$command" status || fail "status names another command"
cd / && eval "$command"
merge=$(job merge)
wait_for 60 "end of the merge" gone "$merge"
scontrol show job "$merge" | grep -q 'ExitCode=0:0' || fail "the merge failed"

"$program" verify "$experiment"
"$program" status "$experiment"
diff --recursive --exclude machine.json --exclude slurm --exclude parts "$whole" "$experiment" || fail "other files"
echo "Slurm: the same files as in one place"
