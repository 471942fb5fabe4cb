
# --- Names of jobs, workers and data sets, which the fleet knows -------------------------------
#
# Asking takes a second or two, so answers are kept in a folder of the user: an answer younger than
# five minutes is offered at once, and renewed in the background when it is older than five seconds.
# Whatever fails is silent: then there are no names.

# Sets `kinds` to what may stand behind the word $2 in the command $1: nothing, jobs, workers, datasets.
_baton_kinds() {
  kinds=
  case "$1:$2" in
@KINDS@
  esac
}

# Asks the program for names and keeps the answer: the time in seconds, then a name a line.
_baton_ask() { # FILE PROGRAM KIND [OPTION...]
  local file=$1 program=$2 kind=$3 answer=$1.$RANDOM
  shift 3
  (umask 077 && mkdir -p "${file%/*}") 2>/dev/null || return 0
  find "${file%/*}" -type f -mtime +7 -exec rm -f {} + 2>/dev/null
  {
    date +%s
    BATON_NO_BUILD=1 "$program" names "$kind" "$@" 2>/dev/null </dev/null
  } >"$answer" 2>/dev/null
  mv -f "$answer" "$file" 2>/dev/null
}

# Prints the names that are known of a kind.
_baton_names() { # PROGRAM KIND [OPTION...]
  local folder=${BATON_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/baton}/completion
  local fleet file now written=0
  fleet=$(printf '%s\n' "$PWD" "${BATON_DIR-}" "${BATON_KAFKA-}" "${BATON_STORE-}" "$@" | cksum)
  file=$folder/$2-${fleet%% *}
  now=$(date +%s)
  if [ -f "$file" ]; then
    read -r written <"$file"
  fi
  if [ $((now - written)) -gt 300 ]; then
    _baton_ask "$file" "$@"
  elif [ $((now - written)) -gt 5 ]; then
    (_baton_ask "$file" "$@" &) >/dev/null 2>&1
  fi
  tail -n +2 "$file" 2>/dev/null
}

_baton_complete() {
  _complete_baton "$@"
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command=${COMP_WORDS[1]-} program=${COMP_WORDS[0]} kinds kind prefix='' names='' option='' part
  local -a fleet
  case $command in
@GROUPS@) command="$command ${COMP_WORDS[2]-}" ;;
  esac
  # bash takes baton://NAME for three words, zsh for one.
  if [[ $previous == : && ${COMP_WORDS[COMP_CWORD-2]} == baton ]]; then
    previous=${COMP_WORDS[COMP_CWORD-3]} prefix=//
  fi
  _baton_kinds "$command" "$previous"
  if [[ $COMP_CWORD -lt 2 || $word == -* || -z $kinds ]]; then
    return 0
  fi
  if [[ $command == train && -z $prefix ]]; then
    [[ $word == baton* ]] || return 0 # else it is a file
    prefix=baton://
  fi
  fleet=()
  for part in $COMP_LINE; do # what says which fleet is meant
    case $part in
      --dir=* | --kafka=* | --store=* | --store-endpoint=*) fleet+=("$part") ;;
    esac
    case $option in
      --dir | --kafka | --store | --store-endpoint) fleet+=("$option" "$part") ;;
    esac
    option=$part
  done
  for kind in jobs workers datasets; do
    case " $kinds " in
      *" $kind "*)
        names="$names $(_baton_names "${program/#\~/$HOME}" "$kind" "${fleet[@]}" | sed "s|^|$prefix|")"
        ;;
    esac
  done
  COMPREPLY+=($(compgen -W "$names" -- "$word"))
}

complete -F _baton_complete -o default baton
