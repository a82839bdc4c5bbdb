namespace Weir.Declaration;

/// <summary>A kind of program.</summary>
public interface IProgramKind : IKind
{
    /// <summary>The command line of a program with these settings. The plan keeps it as it is, so it must not depend on anything but the settings.</summary>
    ProgramCommand Command(Settings settings);

    /// <summary>True when a program with these settings can run on a node in memory, which runs no commands.</summary>
    bool WorksInMemory(Settings settings) => false;
}
