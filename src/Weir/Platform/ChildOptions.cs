namespace Weir.Platform;

/// <summary>A program to start.</summary>
public sealed record ChildOptions
{
    /// <summary>The program: a path, or a name that is looked for in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, without the program's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment; null gives this process's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The folder that it starts in; null for this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The user that it runs as, a name or a number; null leaves it as it is. Needs <c>setpriv</c> of util-linux.</summary>
    public string? User { get; init; }

    /// <summary>The namespaces that it starts in; null for this process's own.</summary>
    public HostNamespaces? Namespaces { get; init; }

    /// <summary>The control group that it starts in, before its first instruction; null leaves it in this process's.</summary>
    public ControlGroup? ControlGroup { get; init; }

    /// <summary>True gives it a pipe as standard input (<see cref="ChildProcess.Input"/>); false nothing to read.</summary>
    public bool OpenInput { get; init; }

    /// <summary>Takes its standard output; null throws it away.</summary>
    public ChildOutput? Output { get; init; }

    /// <summary>Takes its standard error; null throws it away.</summary>
    public ChildOutput? Error { get; init; }

    /// <summary>True kills what is left of its process group when it ends.</summary>
    public bool KillGroupAtExit { get; init; }

    /// <summary>True lets other sessions run before its own where processors are scarce and the kernel shares them between sessions: this process's, which watches it. Needs the superuser's rights; without them nothing changes.</summary>
    public bool Yields { get; init; }

    /// <summary>True makes the kernel kill it when this process dies, however that happens (needs <c>setpriv</c> of util-linux; without it nothing does). Its own children are not meant.</summary>
    public bool DieWithParent { get; init; } = true;
}
