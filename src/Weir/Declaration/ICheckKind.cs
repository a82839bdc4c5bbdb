namespace Weir.Declaration;

/// <summary>A kind of check. Who evaluates it extends this.</summary>
public interface ICheckKind : IKind
{
    /// <summary>True when it sends something into the network (such as ping) and so runs when the programs are ready; false when it looks at what is there, at the end unless the file says otherwise.</summary>
    bool Acts { get; }

    /// <summary>False when a check with these settings needs a kernel, and so cannot be looked at in a lab in memory.</summary>
    bool WorksInMemory(Settings settings) => true;
}
