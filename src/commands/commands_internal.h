/* Each command's struct, for the table; each stands in a file of its name. */
#ifndef TL11_COMMANDS_INTERNAL_H
#define TL11_COMMANDS_INTERNAL_H

#include "tl11/command.h"

extern const tl_command tl_command_add;
extern const tl_command tl_command_archive;
extern const tl_command tl_command_brief;
extern const tl_command tl_command_check;
extern const tl_command tl_command_clone;
extern const tl_command tl_command_completion;
extern const tl_command tl_command_coverage;
extern const tl_command tl_command_done;
extern const tl_command tl_command_drop;
extern const tl_command tl_command_due;
extern const tl_command tl_command_edit;
extern const tl_command tl_command_followups;
extern const tl_command tl_command_git;
extern const tl_command tl_command_grep;
extern const tl_command tl_command_guide;
extern const tl_command tl_command_help;
extern const tl_command tl_command_hook;
extern const tl_command tl_command_init;
extern const tl_command tl_command_jot;
extern const tl_command tl_command_log;
extern const tl_command tl_command_lost;
extern const tl_command tl_command_merge_driver;
extern const tl_command tl_command_move;
extern const tl_command tl_command_note;
extern const tl_command tl_command_people;
extern const tl_command tl_command_register;
extern const tl_command tl_command_prep;
extern const tl_command tl_command_rename;
extern const tl_command tl_command_reopen;
extern const tl_command tl_command_review;
extern const tl_command tl_command_report;
extern const tl_command tl_command_save;
extern const tl_command tl_command_show;
extern const tl_command tl_command_sync;

/* tl11 alone; it has no name of its own, and so no place in the table. */
extern const tl_command tl_command_glance;

#endif
