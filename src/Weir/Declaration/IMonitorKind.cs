namespace Weir.Declaration;

/// <summary>A kind of monitor: something that watches captures and keeps tables of what it saw.</summary>
public interface IMonitorKind : IKind;
