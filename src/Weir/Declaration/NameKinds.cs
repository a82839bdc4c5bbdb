namespace Weir.Declaration;

/// <summary>What a name in a lab file can refer to.</summary>
[Flags]
public enum NameKinds
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>A node: <c>h1</c>.</summary>
    Node = 1,
    /// <summary>An interface by its full name: <c>h1-eth0</c>.</summary>
    Interface = 2,
    /// <summary>A link: <c>s1 -- s2</c>, <c>s1 -- s2 (2)</c>.</summary>
    Link = 4,
    /// <summary>A program.</summary>
    Program = 8,
    /// <summary>A capture by its name.</summary>
    Capture = 16,
    /// <summary>A monitor.</summary>
    Monitor = 32,
    /// <summary>A check by its name.</summary>
    Check = 64,
    /// <summary>An event by its name.</summary>
    Event = 128,
    /// <summary>An address or a host name that stands in no lab file. Not a kind of name: where it is allowed, what has a dot or colon is taken as it is.</summary>
    Outside = 256,
    /// <summary>An OpenFlow controller; it is a program too.</summary>
    Controller = 512,
    /// <summary>A place where frames can be watched.</summary>
    Point = Node | Interface | Link,
}
