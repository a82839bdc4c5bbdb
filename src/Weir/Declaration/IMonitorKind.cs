namespace Weir.Declaration;

/// <summary>A kind of monitor: something that listens while frames pass and keeps tables of what it saw.</summary>
public interface IMonitorKind : IKind;
