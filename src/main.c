#include "tl11/command.h"

int main(int argc, char **argv)
{
    return tl_command_main(argc, argv);
}
