namespace Weir.Declaration;

/// <summary>
/// A kind of scheduled event. With <see cref="Targets"/> its value is a map from names to what happens to them (<c>link: { s1 -- s2: down }</c>), each a map or shorthand of <see cref="IKind.Form"/>; without, its value is
/// that map itself. Who brings it about extends this.
/// </summary>
public interface IEventKind : IKind
{
    /// <summary>What the names of the value refer to; <see cref="NameKinds.None"/> when the event has no targets.</summary>
    NameKinds Targets { get; }

    /// <summary>False when an event with these settings needs a kernel, and so cannot be brought about in a lab in memory.</summary>
    bool WorksInMemory(Settings settings) => true;
}
